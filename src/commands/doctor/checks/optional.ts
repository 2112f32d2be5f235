import { OPTIONAL_PROGRAMS, type OptionalProgram } from "../../../source/kernel_source.ts";
import type { Check, DoctorContext } from "../check.ts";

/** What some refusals mean (asm-generic/errno-base.h); others are told by their number. */
const REASONS: ReadonlyMap<number, string> = new Map([
  [1, "not permitted"],
  [2, "not in this kernel"],
  [3, "not in this kernel"],
  [13, "not permitted"],
]);

/** What a kind lacks here; undefined when its programs load and run. */
function lackOf(program: OptionalProgram, { tracer, files }: DoctorContext): string | undefined {
  const errno = tracer.refuses(program);
  if (errno !== 0) return REASONS.get(errno) ?? `error ${errno}`;
  if (program !== "LSM") return undefined;
  // Such programs load where the module is compiled in, and are called where it was switched on.
  const { text } = files.read("/sys/kernel/security/lsm");
  return text === undefined || text.trim().split(",").includes("bpf")
    ? undefined
    : "without bpf in lsm=";
}

/** Kinds of programs that not every kernel has: told, so that reports of problems have it. */
export const optionalCheck: Check = {
  name: "optional",
  why:
    "hosts differ in the kinds of programs that they take; ctrack is made of those that all take",
  run(context) {
    const found = OPTIONAL_PROGRAMS.map((program) => {
      const lack = lackOf(program, context);
      return lack === undefined ? program : `no ${program} (${lack})`;
    });
    return { status: "note", detail: `${found.join(", ")}; nothing here needs them` };
  },
};
