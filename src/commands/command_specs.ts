import type { CommandSpec } from "../cli/command_spec.ts";
import { CLASSIFY } from "./classify_flags.ts";
import { COMPLETIONS } from "./completions_flags.ts";
import { CONTAINERS } from "./containers_flags.ts";
import { DOCTOR } from "./doctor_flags.ts";
import { FIELDS } from "./fields_flags.ts";
import { HISTORY } from "./history_flags.ts";
import { PS } from "./ps_flags.ts";
import { STATS } from "./stats_flags.ts";
import { TOP } from "./top_flags.ts";
import { TRACE } from "./trace_flags.ts";
import { TREE } from "./tree_flags.ts";
import { WHICH } from "./which_flags.ts";

/** All commands, in the order of help. */
export const COMMAND_SPECS = [
  TRACE,
  PS,
  TREE,
  CONTAINERS,
  TOP,
  WHICH,
  HISTORY,
  STATS,
  CLASSIFY,
  FIELDS,
  DOCTOR,
  COMPLETIONS,
] as const satisfies readonly CommandSpec[];
