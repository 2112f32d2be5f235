/** A user of the host who may have containers. */
export interface UserHome {
  readonly uid: number;
  /** Absolute path of the home folder. */
  readonly home: string;
}

/**
 * The users of `/etc/passwd` by their lines, at most `limit` of them, root left out: its podman has other
 * places. Lines that are none are skipped.
 */
export function readUserHomes(text: string, limit: number): readonly UserHome[] {
  const found = new Map<string, UserHome>();
  for (const line of text.split("\n", limit)) {
    const [, , uidText = "", , , home = ""] = line.split(":");
    const uid = /^[1-9]\d{0,9}$/.test(uidText) ? Number(uidText) : undefined;
    if (uid === undefined || !/^\/[^\0]+$/.test(home)) continue;
    found.set(`${uid} ${home}`, { uid, home });
  }
  return [...found.values()];
}
