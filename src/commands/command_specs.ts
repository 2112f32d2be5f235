import type { CommandSpec } from "../cli/command_spec.ts";
import { CLASSIFY } from "./classify_flags.ts";
import { COMPLETIONS } from "./completions_flags.ts";
import { CONTAINERS } from "./containers_flags.ts";
import { DOCTOR } from "./doctor_flags.ts";
import { FIELDS } from "./fields_flags.ts";
import { HISTORY } from "./history_flags.ts";
import { TRACE } from "./trace_flags.ts";
import { WHICH } from "./which_flags.ts";

/** All commands, in the order of help. */
export const COMMAND_SPECS = [
  TRACE,
  CONTAINERS,
  WHICH,
  HISTORY,
  CLASSIFY,
  FIELDS,
  DOCTOR,
  COMPLETIONS,
] as const satisfies readonly CommandSpec[];
