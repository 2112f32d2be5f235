/** A folder with a runtime's state, and the user whose files count in it. */
export interface StateFolder {
  readonly path: string;
  readonly uid: number;
}

/** Folders kept of those that helpers told of; each is looked into at each lookup. */
export const FOLDERS_MAX = 32;

/**
 * Where a runtime may keep its state: root's folder, users' folders, and what helpers were told by `--root`.
 */
export class StateFolders {
  readonly #default: string;
  readonly #runFolder: string;
  readonly #told = new Map<string, StateFolder>();

  /** @param runFolder Holds each logged-in user's own folder. @default "/run/user" */
  constructor(defaultFolder: string, runFolder = "/run/user") {
    this.#default = defaultFolder;
    this.#runFolder = runFolder;
  }

  /** Notes where a helper of this user keeps its state; the one that was told of first gives way. */
  add(path: string, uid: number): void {
    if (path === this.#default) return;
    const key = `${uid} ${path}`;
    this.#told.delete(key);
    this.#told.set(key, { path, uid });
    if (this.#told.size <= FOLDERS_MAX) return;
    // Root's folders are few and true; anyone can start a program that is called like a runtime.
    const [worst] = [...this.#told].sort(([, a], [, b]) =>
      Number(a.uid === 0) - Number(b.uid === 0)
    );
    if (worst !== undefined) this.#told.delete(worst[0]);
  }

  /** Those of one user: what others say of a container is not believed. */
  of(uid: number): readonly StateFolder[] {
    const own = uid === 0 ? this.#default : `${this.#runFolder}/${uid}/${nameOf(this.#default)}`;
    return [{ path: own, uid }, ...[...this.#told.values()].filter((told) => told.uid === uid)];
  }
}

function nameOf(path: string): string {
  return path.replace(/^.*\//, "");
}
