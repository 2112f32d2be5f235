import type { CommandSpec } from "../cli/command_spec.ts";
import type { Flag, ValuesOf } from "../cli/flag.ts";
import { DOCKER_SOCKET } from "./runtime_flags.ts";
import { LIST_FORMAT, VERBOSE } from "./shared_flags.ts";

/** The flags of `ctrack doctor`. */
export const DOCTOR_FLAGS = [
  LIST_FORMAT,
  VERBOSE,
  DOCKER_SOCKET,
] as const satisfies readonly Flag[];

/** Values of the flags of `ctrack doctor`. */
export type DoctorValues = ValuesOf<typeof DOCTOR_FLAGS>;

/** `ctrack doctor` as parser, help and completions know it. */
export const DOCTOR = {
  name: "doctor",
  purpose: "tell what this host offers for tracing and what is missing",
  examples: [
    { command: "sudo ctrack doctor", says: "check all and trace a process as a test" },
    { command: "sudo ctrack doctor -o json", says: "the same for a program to read" },
  ],
  positionals: [],
  flags: DOCTOR_FLAGS,
  rules: [],
} as const satisfies CommandSpec;
