/** Where one podman keeps what it knows. Podman's words: `--root`, `--runroot`, `--tmpdir`. */
export interface StoragePlace {
  /** Whose podman it is. Files of anybody else are not believed. */
  readonly uid: number;
  /** Such as `/var/lib/containers/storage`. */
  readonly root: string;
  /** Such as `/run/containers/storage`. */
  readonly runRoot?: string;
  /** Such as `/run/libpod`: below it lies the log of events. */
  readonly tmpFolder?: string;
}

/** The longest path that the kernel takes. */
const MAX_PATH = 4096;

/** Whether a text is an absolute path that names one place, whatever it is put before. */
export function isPlainPath(text: string | undefined): text is string {
  return text !== undefined && text.startsWith("/") && text.length < MAX_PATH &&
    !text.includes("\0") && !text.split("/").includes("..");
}

/** Podman's own places for root, as containers/storage and podman have them since 1.0. */
export const ROOT_PLACE: StoragePlace = {
  uid: 0,
  root: "/var/lib/containers/storage",
  runRoot: "/run/containers/storage",
  tmpFolder: "/run/libpod",
};

/** Podman's own places for a rootless user. `runFolder` is the user's, such as `/run/user/1000`. */
export function userPlace(uid: number, home: string, runFolder: string): StoragePlace {
  return {
    uid,
    root: `${home.replace(/\/+$/, "")}/.local/share/containers/storage`,
    runRoot: `${runFolder}/containers`,
    tmpFolder: `${runFolder}/libpod/tmp`,
  };
}
