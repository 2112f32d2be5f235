import { listFolder } from "../state_file.ts";

/** A folder with a runtime's state, and the user whose files count in it. */
export interface StateFolder {
  readonly path: string;
  readonly uid: number;
}

/** Folders kept of those that helpers told of; each is looked into at each lookup. */
export const FOLDERS_MAX = 32;

/** Users whose own folders are looked into. */
const USERS_MAX = 64;

/**
 * Where a runtime may keep its state: root's folder, users' folders, and what helpers were told by `--root`.
 * Root's come first, so no user has a say about a container that root knows.
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

  /** All of them, root's first. Never rejects. */
  async list(): Promise<readonly StateFolder[]> {
    const name = this.#default.replace(/^.*\//, "");
    const users = (await listFolder(this.#runFolder, USERS_MAX))
      .filter((entry) => /^[1-9]\d{0,9}$/.test(entry))
      .map((entry) => ({ path: `${this.#runFolder}/${entry}/${name}`, uid: Number(entry) }));
    const told = [...this.#told.values()];
    return [
      { path: this.#default, uid: 0 },
      ...told.filter(({ uid }) => uid === 0),
      ...users,
      ...told.filter(({ uid }) => uid !== 0),
    ];
  }
}
