import { type FileVersion, readOwnedFile } from "../owned_file.ts";

/**
 * A file that is read again only when it has changed, and by one reader at a time: a disk that hangs
 * keeps one read, however many ask.
 */
export class OwnedList<T> {
  readonly #path: string;
  readonly #uid: number;
  readonly #limit: number;
  readonly #parse: (text: string) => T;
  #version: FileVersion | undefined;
  #content: T | undefined;
  #reading: Promise<T | undefined> | undefined;

  /** `parse` must not throw; `limit` is in bytes. */
  constructor(path: string, uid: number, limit: number, parse: (text: string) => T) {
    this.#path = path;
    this.#uid = uid;
    this.#limit = limit;
    this.#parse = parse;
  }

  /** What the file holds now; undefined while there is no such file. Never rejects. */
  read(): Promise<T | undefined> {
    return this.#reading ??= this.#read().finally(() => this.#reading = undefined);
  }

  async #read(): Promise<T | undefined> {
    const read = await readOwnedFile(this.#path, this.#uid, this.#limit, this.#version);
    if (read === undefined || read.text !== undefined) {
      this.#content = read?.text === undefined ? undefined : this.#parse(read.text);
    }
    this.#version = read?.version;
    return this.#content;
  }
}
