/**
 * What the runtime's own file functions cannot open: files and links of `/proc`. Handed in, since this
 * folder does not reach for the kernel itself. Both give undefined for what is not there or not allowed.
 */
export interface HostAccess {
  /** The first `limit` bytes as text, bytes that are no UTF-8 replaced. @default 1 MiB */
  read(path: string, limit?: number): string | undefined;
  /** Where a symbolic link points, such as `mnt:[4026531841]`. */
  link(path: string): string | undefined;
}
