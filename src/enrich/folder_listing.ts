import { isThere } from "../shim/host_file.ts";
import { listFolder, listFolderNow } from "./state_file.ts";

/** The names in a folder, and the folder's time when they were listed. */
interface Listing {
  readonly time: number;
  readonly names: readonly string[];
}

/** A folder's time has steps of 4 ms: one that changed just now may change again without a new time. */
const SETTLED_MS = 1000;

/** Folders whose names are kept: a runtime has some five. */
const FOLDERS_MAX = 64;

/** Settings of {@link FolderListing}. */
export interface FolderListingOptions {
  /** A link to a folder counts as one. @default false */
  readonly followsLink?: boolean;
}

/** Lists folders, and reads those anew that have changed since. */
export class FolderListing {
  readonly #limit: number;
  readonly #accepts: (name: string) => boolean;
  readonly #timeOf: (path: string) => number | undefined;
  readonly #listings = new Map<string, Listing>();

  /** Of the first `limit` names of a folder, gives those that the test accepts. A link is no folder. */
  constructor(
    limit: number,
    accepts: (name: string) => boolean,
    { followsLink = false }: FolderListingOptions = {},
  ) {
    this.#limit = limit;
    this.#accepts = accepts;
    this.#timeOf = followsLink ? timeOfTarget : folderTime;
  }

  /** The names in a folder that only root can fill; none where there is no folder. */
  names(path: string): readonly string[] {
    const time = this.#timeOf(path);
    return this.#known(path, time) ?? this.#keep(path, time, listFolderNow(path, this.#limit));
  }

  /** {@link names} of any folder, however many names somebody put into it. Never rejects. */
  async namesOfAny(path: string): Promise<readonly string[]> {
    const time = this.#timeOf(path);
    return this.#known(path, time) ?? this.#keep(path, time, await listFolder(path, this.#limit));
  }

  #known(path: string, time: number | undefined): readonly string[] | undefined {
    if (time === undefined) {
      this.#listings.delete(path);
      return [];
    }
    const listing = this.#listings.get(path);
    return listing?.time === time ? listing.names : undefined;
  }

  #keep(path: string, time: number | undefined, found: readonly string[]): readonly string[] {
    const names = found.filter(this.#accepts);
    if (time === undefined || Date.now() - time <= SETTLED_MS) return names;
    this.#listings.set(path, { time, names });
    const [oldest] = this.#listings.keys();
    if (this.#listings.size > FOLDERS_MAX && oldest !== undefined) this.#listings.delete(oldest);
    return names;
  }
}

/** When something was made or removed in a folder; undefined where there is none, or a link in its place. */
export function folderTime(path: string): number | undefined {
  return timeBy(Deno.lstatSync, path);
}

function timeOfTarget(path: string): number | undefined {
  return timeBy(Deno.statSync, path);
}

function timeBy(stat: (path: string) => Deno.FileInfo, path: string): number | undefined {
  if (!isThere(path)) return undefined;
  try {
    const { isDirectory, mtime } = stat(path);
    return isDirectory ? mtime?.getTime() : undefined;
  } catch {
    return undefined;
  }
}
