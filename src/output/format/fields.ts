import type { Field } from "./field.ts";
import { PLACE_FIELDS } from "./fields_place.ts";
import { PROCESS_FIELDS } from "./fields_process.ts";

/**
 * Every field there is, in the order of the JSON line. `--fields`, templates, CSV columns,
 * completions and `ctrack fields` all read this list; a test holds it against the JSON writer.
 */
export const FIELDS: readonly Field[] = [
  {
    name: "time",
    type: "timestamp",
    meaning: "When it happened, UTC with nanoseconds.",
    heading: "TIME",
    width: 30,
    get: ({ event }, { clock }) => clock.rfc3339(event.time),
  },
  {
    name: "event",
    type: "string",
    meaning: "What happened: exec, exit, fork, process, container, cgroup or lost.",
    heading: "EVENT",
    width: 7,
    get: ({ event }) => event.kind,
  },
  {
    name: "action",
    type: "string",
    meaning: "What exactly happened to the container or cgroup.",
    heading: "ACTION",
    width: 7,
    get: ({ event }) => "action" in event ? event.action : undefined,
  },
  ...PROCESS_FIELDS,
  {
    name: "lost.ring",
    type: "string",
    meaning: "Ring buffer whose events were lost.",
    heading: "RING",
    width: 8,
    get: ({ event }) => event.kind === "lost" ? event.ring : undefined,
  },
  {
    name: "lost.reason",
    type: "string",
    meaning: "Why events were lost: ring_full, too_large, recursion or undecodable.",
    heading: "REASON",
    width: 11,
    get: ({ event }) => event.kind === "lost" ? event.reason : undefined,
  },
  {
    name: "lost.count",
    type: "integer",
    meaning: "How many events were lost since the last such line.",
    heading: "LOST",
    width: 6,
    get: ({ event }) => event.kind === "lost" ? event.count : undefined,
  },
  ...PLACE_FIELDS,
  {
    name: "host.name",
    type: "string",
    meaning: "Name of the host.",
    heading: "HOST",
    width: 12,
    get: (_labelled, { hostName }) => hostName,
  },
];
