/** Kinds of programs that ctrack does without, in the order of `enum ctrack_optional_kind` (ctrack_shim.h). */
export const OPTIONAL_PROGRAMS = ["kprobe", "fentry", "LSM"] as const;

/** One of {@link OPTIONAL_PROGRAMS}. */
export type OptionalProgram = typeof OPTIONAL_PROGRAMS[number];
