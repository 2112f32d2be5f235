/**
 * The folder of a recording, held open: names are of files in this very folder, whatever its path leads to by the time,
 * and no link is followed.
 */
export interface RecordingFolder extends Disposable {
  /** What has the name; undefined where there is nothing. */
  find(name: string): { readonly device: number; readonly inode: bigint } | undefined;
  /** Gives a file another name; what had that is gone. */
  rename(from: string, to: string): void;
  /** Removes a file. */
  remove(name: string): void;
}

/** The path of the folder that a path's file lies in. */
export function folderOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.lastIndexOf("/") + 1) : ".";
}

/** The last part of a path: a file's name in its folder. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
