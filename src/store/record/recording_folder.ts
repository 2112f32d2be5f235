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
