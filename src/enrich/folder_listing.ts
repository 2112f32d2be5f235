import { listFolderNow } from "./state_file.ts";

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

/** Lists folders that only root can fill, and reads those anew that have changed since. */
export class FolderListing {
  readonly #limit: number;
  readonly #accepts: (name: string) => boolean;
  readonly #timeOf: (path: string) => number | undefined;
  readonly #known = new Map<string, Listing>();

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

  /** The names; none where there is no folder. */
  names(path: string): readonly string[] {
    const time = this.#timeOf(path);
    const known = this.#known.get(path);
    if (time === undefined) {
      this.#known.delete(path);
      return [];
    }
    if (known?.time === time) return known.names;
    const names = listFolderNow(path, this.#limit).filter(this.#accepts);
    if (Date.now() - time > SETTLED_MS) this.#keep(path, { time, names });
    return names;
  }

  #keep(path: string, listing: Listing): void {
    this.#known.set(path, listing);
    if (this.#known.size <= FOLDERS_MAX) return;
    const [oldest] = this.#known.keys();
    if (oldest !== undefined) this.#known.delete(oldest);
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
  try {
    const { isDirectory, mtime } = stat(path);
    return isDirectory ? mtime?.getTime() : undefined;
  } catch {
    return undefined;
  }
}
