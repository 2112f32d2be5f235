import type {
  CgroupEvent,
  ContainerEvent,
  Event,
  Exit,
  ExitEvent,
  LostEvent,
  Program,
} from "../../model/event.ts";
import type { LabelledEvent, Role } from "../../model/labelled_event.ts";
import { formatDuration } from "./duration.ts";
import { shortId } from "./place_name.ts";
import { printable } from "../../text/printable.ts";
import { shellQuote } from "./shell_quote.ts";
import { happeningOf } from "./subject.ts";
import { count, LOST_REASONS } from "./words.ts";

const TRUNCATED = "\u2026";

/** The roles that a reader must not overlook; `init` and `child` are what one expects. */
const MARKS: Readonly<Partial<Record<Role, string>>> = {
  exec: "[exec] ",
  entered: "[entered] ",
  runtime: "[runtime] ",
};

/** A command line as a shell would take it; printable. */
export function commandLine({ args, argsTruncated, path }: Program): string {
  // Kernel threads and programs started with an empty list have no arguments to show.
  const line = args.length > 0 ? shellQuote(args) : printable(path);
  return argsTruncated ? line + TRUNCATED : line;
}

/** How a process ended: `code 3`, `SIGKILL (oom)`. */
export function exitStatus(exit: Exit): string {
  const notes = [
    ...exit.oomKilled ? ["oom"] : [],
    ...exit.coreDumped ? ["core dumped"] : [],
  ];
  const end = exit.signal === undefined ? `code ${exit.code ?? "?"}` : printable(exit.signal);
  return notes.length > 0 ? `${end} (${notes.join(", ")})` : end;
}

/** How a process ended, and after what time: `code 3, 12.5ms`. */
export function exitDetails({ exit }: ExitEvent): string {
  return `${exitStatus(exit)}, ${formatDuration(exit.duration)}`;
}

function cgroupDetails(event: CgroupEvent): string {
  return `${event.action} ${printable(event.path)}${event.pathTruncated ? TRUNCATED : ""}`;
}

function lostDetails(event: LostEvent): string {
  return `${count(event.count, "event")} lost (${LOST_REASONS[event.reason]})`;
}

/** A name that came late, for the ids that were shown before. */
function labelDetails({ container }: LabelledEvent): string {
  if (container === undefined) return "";
  const { id, name, image } = container;
  return [
    shortId(id),
    name === undefined ? "has no name" : `is ${name}`,
    ...image === undefined ? [] : [`(${image})`],
  ].join(" ");
}

/** A step of a container's life: `die code 137`, `rename old -> new`, `health: healthy`. */
function containerDetails(labelled: LabelledEvent, event: ContainerEvent): string {
  const { action } = event;
  const { exitCode, signal, oldName, commandLine, health } = happeningOf(event) ?? {};
  const { name = "?", image } = labelled.container ?? {};
  switch (action) {
    case "label":
      return labelDetails(labelled);
    case "health":
      return `health: ${health ?? "?"}`;
    case "rename":
      return `rename ${oldName ?? "?"} -> ${name}`;
    case "create":
      return image === undefined ? action : `create (${image})`;
    default:
      return [
        action,
        ...exitCode === undefined ? [] : [`code ${exitCode}`],
        ...signal === undefined ? [] : [signal],
        ...commandLine === undefined ? [] : [commandLine.trimEnd()],
      ].join(" ");
  }
}

function eventDetails(labelled: LabelledEvent): string {
  const event: Event = labelled.event;
  switch (event.kind) {
    case "exec":
    case "process":
      return commandLine(event.program);
    case "exit":
      return exitDetails(event);
    case "fork":
      return "";
    case "cgroup":
      return cgroupDetails(event);
    case "container":
      return printable(containerDetails(labelled, event));
    case "lost":
      return lostDetails(event);
    default:
      return event satisfies never;
  }
}

/**
 * What an event says beyond who and where, as one printable phrase; empty for a fork. In front of it, in
 * brackets, how the process came into its container where that is worth a look.
 */
export function details(labelled: LabelledEvent): string {
  const mark = labelled.role && MARKS[labelled.role];
  const text = eventDetails(labelled);
  return mark === undefined ? text : (mark + text).trimEnd();
}
