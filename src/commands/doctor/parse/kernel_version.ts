/** A kernel's release, as far as features depend on it. */
export interface KernelVersion {
  readonly major: number;
  readonly minor: number;
}

/** Reads `/proc/sys/kernel/osrelease`, such as `6.1.0-18-amd64`; undefined when it is none. */
export function parseKernelVersion(osrelease: string): KernelVersion | undefined {
  const match = /^(\d{1,4})\.(\d{1,4})/.exec(osrelease);
  return match === null ? undefined : { major: Number(match[1]), minor: Number(match[2]) };
}

/** Whether a kernel is older than a release; an unknown one counts as new. */
export function isBefore(kernel: KernelVersion | undefined, major: number, minor: number): boolean {
  if (kernel === undefined) return false;
  return kernel.major < major || (kernel.major === major && kernel.minor < minor);
}
