/** What the manual page says beside the lists of commands, flags and fields. */

import { ExitCode } from "../exit_code.ts";

/** A word and what it means, in sentences. */
export interface Term {
  readonly name: string;
  readonly meaning: string;
}

/** Paragraphs of DESCRIPTION. */
export const DESCRIPTION: readonly string[] = [
  "ctrack tells which process belongs to which container. Every fork, exec and exit comes from eBPF, and every " +
  "line carries the container's name: from the first exec on, for containers that live for a few milliseconds too.",
  "It needs Linux 5.8 or newer with BTF, and root or CAP_BPF and CAP_PERFMON. What a host lacks is told by " +
  "ctrack doctor. Runtimes are found by themselves.",
  "Data goes to standard output. Warnings, the line that says that tracing began, and the summary go to standard " +
  "error. Lists are joined by commas, and a flag that takes one can be repeated. Times are written as 5s, 200ms " +
  "or 1m30s, sizes as 512K or 8M. A flag that takes no value can be switched off: --host=false.",
];

/** Paragraphs of CONFIGURATION. */
export const CONFIGURATION: readonly string[] = [
  "With --config a file of flags is read; no file is read without. It is YAML: each key is the long name of a flag " +
  "of any command, and each value what the flag takes. Lists can be lists, and switches are true or false.",
  "A key at the top level is for every command that has such a flag. Keys below a command's name are for that " +
  "command. A flag on the command line goes before a key below the command, and that before a key at the top " +
  "level; a list replaces a list. What contradicts something that goes before it does not hold: with host-only: " +
  "true in the file, --host shows containers too. With --verbose, ctrack tells what does not hold.",
  "Values are read as flags are, so 010 stays 010. A text that begins with !, *, & or {, or has a colon " +
  "before a blank or a # behind one, must be in quotes. Anchors, aliases and tags are not taken. Arguments, and " +
  "what follows --, are not in the file. The whole file is checked, whichever command runs.",
];

/** A file of flags, line by line. */
export const CONFIGURATION_EXAMPLE: readonly string[] = [
  "# for every command that has the flag",
  "format: json",
  'container: [shop-*, "!shop-test"]',
  "docker-socket: /run/user/1000/docker.sock",
  "",
  "# for ctrack trace alone",
  "trace:",
  "  events: [exec, exit]",
  "  label-wait: 500ms",
  "  buffer-size: 16M",
  "  fail-on-lost: true",
];

/** EXIT STATUS: one meaning for each code. */
export const EXIT_STATUS: Readonly<Record<keyof typeof ExitCode, string>> = {
  ok: "All went well.",
  failed: "The answer is no, a --fail-on-... fired, or the work failed.",
  usage: "The command line or the file of --config makes no sense.",
  cannotTrace: "This host or this user cannot trace: ctrack doctor tells why.",
  interrupted: "Ended by SIGINT, after all was written.",
  terminated: "Ended by SIGTERM, after all was written.",
};

/** ENVIRONMENT. */
export const ENVIRONMENT: readonly Term[] = [
  {
    name: "DOCKER_HOST",
    meaning: "Docker's socket where --docker-socket is not given: unix://PATH.",
  },
  {
    name: "NO_COLOR",
    meaning: "With any text in it, there are no colours unless --color always is given.",
  },
  { name: "TERM", meaning: "There are no colours for dumb." },
  { name: "CTRACK_DEBUG", meaning: "Set to 1, an unexpected error is shown with its stack." },
];

/** Pages of SEE ALSO, with their sections. */
export const SEE_ALSO: readonly (readonly [page: string, section: number])[] = [
  ["docker", 1],
  ["podman", 1],
  ["ps", 1],
  ["bpf", 2],
  ["cgroups", 7],
  ["pid_namespaces", 7],
  ["bpftrace", 8],
];
