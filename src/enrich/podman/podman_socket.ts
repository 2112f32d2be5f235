/** An API socket of somebody's podman. */
export interface PodmanSocket {
  readonly path: string;
  /** Who owns it, and thus who may answer there. */
  readonly uid: number;
}

/** Where root's `podman system service` listens by default. */
export const ROOT_SOCKET = "/run/podman/podman.sock";

/** Where a user's listens by default. `runFolder` is the user's, such as `/run/user/1000`. */
export function userSocket(runFolder: string): string {
  return `${runFolder}/podman/podman.sock`;
}

/** The socket at a path, with its owner; undefined where there is none. Never rejects. */
export async function findSocket(path: string): Promise<PodmanSocket | undefined> {
  const info = await Deno.stat(path).catch(() => undefined);
  return info?.isSocket ? { path, uid: info.uid ?? 0 } : undefined;
}
