import type { ProcessState } from "../../model/event.ts";
import { formatBytes } from "../../output/format/byte_size.ts";
import { details } from "../../output/format/details.ts";
import { formatDuration } from "../../output/format/duration.ts";
import type { FieldContext } from "../../output/format/field.ts";
import type { ListColumn } from "../../output/format/list_table.ts";
import { printable } from "../../text/printable.ts";
import { placeCell } from "../inventory/place_cells.ts";
import type { Listed } from "./listed.ts";

/** What a cell is ordered by: numbers before texts, and what is absent last. */
export type SortValue = number | string | undefined;

/** A column of a list of processes. */
export interface ProcessColumn extends ListColumn {
  /** What `--sort` calls it. */
  readonly key: string;
  readonly text: (listed: Listed, context: FieldContext) => string;
  readonly order: (listed: Listed) => SortValue;
}

/** As ps(1) has them. */
const LETTERS: Readonly<Record<ProcessState, string>> = {
  running: "R",
  sleeping: "S",
  disk_sleep: "D",
  stopped: "T",
  tracing_stop: "t",
  dead: "X",
  zombie: "Z",
  parked: "P",
  idle: "I",
};

/** A day, ns: a process that has run longer shows the date of its start. */
const DAY_NS = 86_400_000_000_000;

function startText({ node, labelled }: Listed, { clock }: FieldContext): string {
  const { startTime } = node.process;
  const isToday = labelled.event.time - startTime < DAY_NS;
  return isToday ? clock.secondOfDay(startTime) : clock.rfc3339(startTime).slice(0, 10);
}

/** What a process runs; threads of the kernel run nothing, and stand in brackets as ps(1) has them. */
export function commandText({ node, labelled }: Listed): string {
  const text = details(labelled);
  if (text !== "") return text;
  const command = printable(node.process.command);
  return node.program === undefined ? command : `[${command}]`;
}

const number = (
  key: string,
  heading: string,
  order: (listed: Listed) => number | undefined,
): ProcessColumn => ({
  ...{ key, heading, order, number: true },
  // A template is made three times as fast as by String().
  text: (listed) => `${order(listed) ?? ""}`,
});

/** The columns of a list of processes. */
export const PROCESS_COLUMNS: readonly ProcessColumn[] = [
  {
    key: "container",
    heading: "CONTAINER",
    text: ({ labelled }) => placeCell(labelled),
    order: ({ labelled }) => labelled.container === undefined ? undefined : placeCell(labelled),
  },
  number("pid", "PID", ({ node }) => node.process.pid),
  number("cpid", "CPID", ({ node }) => node.process.vpid),
  number("ppid", "PPID", ({ node }) => node.process.parentPid),
  number("user", "USER", ({ node }) => node.process.credentials.uid),
  {
    key: "state",
    heading: "S",
    text: ({ node }) => node.usage === undefined ? "" : LETTERS[node.usage.state],
    order: ({ node }) => node.usage?.state,
  },
  {
    key: "start",
    heading: "START",
    text: startText,
    order: ({ node }) => node.process.startTime,
  },
  {
    key: "cpu",
    heading: "CPU",
    number: true,
    text: ({ node }) => node.usage === undefined ? "" : formatDuration(node.usage.cpuTime),
    order: ({ node }) => node.usage?.cpuTime,
  },
  {
    key: "rss",
    heading: "RSS",
    number: true,
    text: ({ node }) => node.usage === undefined ? "" : formatBytes(node.usage.rss),
    order: ({ node }) => node.usage?.rss,
  },
  {
    key: "command",
    heading: "COMMAND",
    text: commandText,
    order: ({ node }) => node.process.command,
  },
];
