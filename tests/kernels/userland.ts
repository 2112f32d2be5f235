/** What a guest runs, as files of this machine. */
export interface Userland {
  /** Static busybox. */
  readonly busybox: string;
  /** The known program of the tests, static. */
  readonly act: string;
  /** Files that make up ctrack, by their paths in the guest; `/bin/ctrack` runs it. */
  readonly ctrack: Readonly<Record<string, string>>;
}
