/** How a process ended, for whoever waited for it. */
export type ChildEnd =
  | { readonly kind: "code"; readonly code: number }
  | { readonly kind: "signal"; readonly signal: number };

/** Reads the status that waitpid(2) gives. */
export function childEnd(status: number): ChildEnd {
  const signal = status & 0x7f;
  return signal === 0 ? { kind: "code", code: status >> 8 & 0xff } : { kind: "signal", signal };
}
