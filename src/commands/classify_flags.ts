import type { CommandSpec } from "../cli/command_spec.ts";

/** `ctrack classify` as parser, help and completions know it. */
export const CLASSIFY = {
  name: "classify",
  purpose: "tell which container a cgroup file names",
  examples: [
    { command: "ctrack classify /proc/1234/cgroup", says: "the container of process 1234" },
    {
      command: "docker exec web cat /proc/self/cgroup | ctrack classify -",
      says: "the same for text from standard input",
    },
  ],
  positionals: [{
    name: "FILE",
    help: "Text in the form of /proc/PID/cgroup; - reads standard input.",
    required: true,
    file: true,
  }],
  flags: [],
  rules: [],
} as const satisfies CommandSpec;
