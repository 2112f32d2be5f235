import type { CgroupEvent, Event, Exit, ExitEvent, LostEvent, Program } from "../../model/event.ts";
import type { LabelledEvent } from "../../model/labelled_event.ts";
import { formatDuration } from "./duration.ts";
import { shortId } from "./place_name.ts";
import { printable } from "./printable.ts";
import { shellQuote } from "./shell_quote.ts";
import { count, LOST_REASONS } from "./words.ts";

const TRUNCATED = "\u2026";

function commandLine({ args, argsTruncated, path }: Program): string {
  // Kernel threads and programs started with an empty list have no arguments to show.
  const line = args.length > 0 ? shellQuote(args) : printable(path);
  return argsTruncated ? line + TRUNCATED : line;
}

function exitStatus(exit: Exit): string {
  const notes = [
    ...exit.oomKilled ? ["oom"] : [],
    ...exit.coreDumped ? ["core dumped"] : [],
  ];
  const end = exit.signal === undefined ? `code ${exit.code ?? "?"}` : printable(exit.signal);
  return notes.length > 0 ? `${end} (${notes.join(", ")})` : end;
}

function exitDetails({ exit }: ExitEvent): string {
  return `${exitStatus(exit)}, ${formatDuration(exit.duration)}`;
}

function cgroupDetails(event: CgroupEvent): string {
  return `${event.action} ${printable(event.path)}${event.pathTruncated ? TRUNCATED : ""}`;
}

function lostDetails(event: LostEvent): string {
  return `${count(event.count, "event")} lost (${LOST_REASONS[event.reason]})`;
}

function containerDetails({ container }: LabelledEvent): string {
  if (container === undefined) return "";
  const { id, name, image } = container;
  return printable([
    shortId(id),
    name === undefined ? "has no name" : `is ${name}`,
    ...image === undefined ? [] : [`(${image})`],
  ].join(" "));
}

/** What an event says beyond who and where, as one printable phrase; empty for a fork. */
export function details(labelled: LabelledEvent): string {
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
      return containerDetails(labelled);
    case "lost":
      return lostDetails(event);
    default:
      return event satisfies never;
  }
}
