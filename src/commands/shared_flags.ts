import type { Flag } from "../cli/flag.ts";

/** For commands that talk to Docker. */
export const DOCKER_SOCKET = {
  long: "docker-socket",
  type: "string",
  value: "PATH",
  file: true,
  group: "How to trace",
  absent: "$DOCKER_HOST, or /var/run/docker.sock",
  help: "Ask Docker for names at this unix socket.",
} as const satisfies Flag;

/** For commands that can tell more of what they do. */
export const VERBOSE = {
  long: "verbose",
  short: "v",
  type: "boolean",
  group: "Output",
  help: "Tell on stderr what is done and why.",
} as const satisfies Flag;

/** For commands that print a list once. */
export const LIST_FORMAT = {
  long: "format",
  short: "o",
  type: "choice",
  choices: ["table", "json"],
  default: "table",
  value: "FORMAT",
  group: "Output",
  help: "Print as table or as json.",
} as const satisfies Flag;
