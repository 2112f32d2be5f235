import type { Container } from "../../model/container.ts";
import type { LabelledEvent } from "../../model/labelled_event.ts";
import { placeName, shortId } from "../../output/format/place_name.ts";
import { printable } from "../../text/printable.ts";

/** One for each enclosing container. */
const NESTED = "\u21b3";

/** A container's name for a list; without one its short id with a mark. Printable. */
export function nameCell({ id, name, nesting }: Container): string {
  return NESTED.repeat(nesting.length) + printable(name ?? `${shortId(id)}?`);
}

/** A container's id for a list, short unless all of it is asked for. Printable. */
export function idCell({ id }: Container, isWhole: boolean): string {
  return printable(isWhole ? id : shortId(id));
}

/** `namespace/pod`, as far as known. Printable. */
export function podCell({ pod }: Container): string {
  const { namespace, name, uid } = pod ?? {};
  const own = name ?? uid;
  if (own === undefined) return "";
  return printable(namespace === undefined ? own : `${namespace}/${own}`);
}

/**
 * Where a process is: its container's name, or in parentheses what of the host it is of. A path that says nothing is
 * the host's where the process sees the host's own mounts.
 */
export function placeCell(labelled: LabelledEvent): string {
  const { event, cgroup, container } = labelled;
  const isUnknown = container === undefined && cgroup?.owner.kind === "unknown";
  const seesHost = "process" in event && event.process?.mountNamespace === 0;
  return isUnknown && seesHost ? "(host)" : placeName(labelled);
}
