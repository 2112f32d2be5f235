import type { LabelledEvent } from "../../model/labelled_event.ts";
import { printable } from "../../text/printable.ts";
import { processOf } from "./subject.ts";

/** Ids that are hashes, which 12 digits tell apart; lxc and others use names, which stay whole. */
const HASH_ID = /^[0-9a-f]{32,}$/;

/** A container's id as people know it: 12 digits of a hash, another id whole. */
export function shortId(id: string): string {
  return HASH_ID.test(id) ? id.slice(0, 12) : id;
}

/** One for each enclosing container. */
const NESTED = "\u21b3";

/**
 * Where an event happened, for the eye: the container's name, else its short id. A trailing `?` says
 * that no name came, a leading arrow that the container runs inside another one. What stands in
 * parentheses is no container: `(ssh.service)`, `(host)`, or `(?)` where the cgroup is not known.
 */
export function placeName({ event, cgroup, container, label }: LabelledEvent): string {
  if (container !== undefined) {
    const unnamed = label === "unknown" || (label === "late" && container.name === undefined);
    const name = printable(container.name ?? shortId(container.id)) + (unnamed ? "?" : "");
    return NESTED.repeat(container.nesting.length) + name;
  }
  if (processOf(event) === undefined) return "";
  const owner = cgroup?.owner;
  if (owner === undefined || owner.kind === "unknown") return "(?)";
  return `(${printable(owner.unit ?? owner.kind)})`;
}
