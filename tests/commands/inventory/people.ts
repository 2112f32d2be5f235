/** Processes and containers for tests of inventories. */

import type { Container } from "../../../src/model/container.ts";
import type { Event, Process } from "../../../src/model/event.ts";
import type { LabelledEvent, Role } from "../../../src/model/labelled_event.ts";
import type { Household } from "../../../src/state/census.ts";
import { nodeOf } from "../../state/node_of.ts";
import { event, WEB, WEB_ID, WEB_OWNER } from "../../filter/labelled_events.ts";

/** An event of a process in the container `web`, or another one. */
export function inside(
  kind: Event["kind"],
  changes: Partial<Process>,
  options: { readonly container?: Container; readonly role?: Role; readonly path?: string } = {},
): LabelledEvent {
  const { container = WEB, role = "child", path = `/docker/${WEB_ID}` } = options;
  const owner = container === WEB
    ? WEB_OWNER
    : { kind: container.kind, containerId: container.id, nesting: [] };
  const cgroup = { hierarchy: 0, id: 82, path, owner };
  return { event: event(kind, { process: changes }), cgroup, container, label: "ok", role };
}

/** A container in which processes of these pids run. */
export function household(changes: Partial<Container>, ...pids: readonly number[]): Household {
  const container = { ...WEB, ...changes };
  const residents = pids.map((pid, i) => {
    const role = i === 0 ? "init" : "child";
    return nodeOf(inside("process", { pid, vpid: i + 1, startTime: pid }, { role }));
  });
  return { container, cgroup: residents[0]?.cgroup, residents };
}
