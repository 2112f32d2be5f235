import type { Flag } from "../cli/flag.ts";
import { RUNTIME_FLAGS } from "./runtime_flags.ts";
import { LIST_FORMAT, NO_HEADER, NO_TRUNC, VERBOSE } from "./shared_flags.ts";

/** For commands that list what runs now, with names from the runtimes. */
export const LIST_FLAGS = [
  LIST_FORMAT,
  NO_HEADER,
  NO_TRUNC,
  VERBOSE,
  ...RUNTIME_FLAGS,
] as const satisfies readonly Flag[];
