/** What `/proc/self/status` tells about privilege. */
export interface ProcessStatus {
  /** Effective user id. */
  readonly uid: number;
  /** Effective capabilities, bit by bit. */
  readonly capabilities: bigint;
  /** A seccomp filter is active. */
  readonly isFiltered: boolean;
}

/**
 * Reads the text of `/proc/PID/status`.
 *
 * @throws {RangeError} when the user or the capabilities are not told.
 */
export function parseProcessStatus(text: string): ProcessStatus {
  const uid = /^Uid:\s+\d+\s+(\d+)/m.exec(text)?.[1];
  const capabilities = /^CapEff:\s+([0-9a-f]{1,16})$/m.exec(text)?.[1];
  if (uid === undefined || capabilities === undefined) {
    throw new RangeError("/proc/self/status tells no Uid or no CapEff");
  }
  return {
    uid: Number(uid),
    capabilities: BigInt(`0x${capabilities}`),
    isFiltered: /^Seccomp:\s+2$/m.test(text),
  };
}
