/** When a recording goes on in a new file, and how many there may be. */
export interface Rotation {
  /** Largest file, bytes. @default no limit */
  readonly bytes?: number | undefined;
  /** Longest time that a file covers, ms. @default no limit */
  readonly ms?: number | undefined;
  /** Files that are kept, the one that is written included. */
  readonly keep: number;
}
