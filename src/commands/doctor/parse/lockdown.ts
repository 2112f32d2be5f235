import type { HostFiles } from "../../../source/host_files.ts";

/** Modes of the kernel's lockdown, from weak to strong (`security/lockdown/lockdown.c`). */
export const LOCKDOWN_MODES = ["none", "integrity", "confidentiality"] as const;

/** One of {@link LOCKDOWN_MODES}. */
export type LockdownMode = typeof LOCKDOWN_MODES[number];

/** Reads `/sys/kernel/security/lockdown`, where the mode stands in brackets; undefined for others. */
export function parseLockdown(text: string): LockdownMode | undefined {
  const word = /\[(\w+)\]/.exec(text)?.[1];
  return LOCKDOWN_MODES.find((mode) => mode === word);
}

/** The mode that this host's kernel is in; undefined when it does not tell. */
export function lockdownMode(files: HostFiles): LockdownMode | undefined {
  const { text } = files.read("/sys/kernel/security/lockdown");
  return text === undefined ? undefined : parseLockdown(text);
}
