/** Modes of the kernel's lockdown, from weak to strong (`security/lockdown/lockdown.c`). */
export const LOCKDOWN_MODES = ["none", "integrity", "confidentiality"] as const;

/** One of {@link LOCKDOWN_MODES}. */
export type LockdownMode = typeof LOCKDOWN_MODES[number];

/** Reads `/sys/kernel/security/lockdown`, where the mode stands in brackets; undefined for others. */
export function parseLockdown(text: string): LockdownMode | undefined {
  const word = /\[(\w+)\]/.exec(text)?.[1];
  return LOCKDOWN_MODES.find((mode) => mode === word);
}
