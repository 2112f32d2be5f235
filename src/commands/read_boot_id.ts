import { hostAccess } from "./runtimes.ts";

/** Longer than the kernel's name for a boot, bytes. */
const TEXT_MAX = 64;

/** The kernel's name for this boot. */
export function readBootId(): string {
  return (hostAccess.read("/proc/sys/kernel/random/boot_id", TEXT_MAX) ?? "unknown").trim();
}
