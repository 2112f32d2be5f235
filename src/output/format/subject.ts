import type { Labels } from "../../model/container.ts";
import type { CgroupKey, Event, Happening, Process, Program } from "../../model/event.ts";
import type { LabelledEvent } from "../../model/labelled_event.ts";

/** The process an event is about; absent for events about something else. */
export function processOf(event: Event): Process | undefined {
  return "process" in event ? event.process : undefined;
}

/** The program of the events that tell it. */
export function programOf(event: Event): Program | undefined {
  return "program" in event ? event.program : undefined;
}

/** What happened to the container that an event is about. */
export function happeningOf(event: Event): Happening | undefined {
  return event.kind === "container" ? event.happening : undefined;
}

/** A cgroup as an event names it; `path` is absent while it is not known. */
export interface CgroupFacts extends CgroupKey {
  readonly path: string | undefined;
  readonly pathTruncated: boolean;
}

/** The cgroup an event is about, else the one its process is in. */
export function cgroupOf({ event, cgroup }: LabelledEvent): CgroupFacts | undefined {
  if (event.kind === "cgroup") {
    return { ...event.cgroup, path: event.path, pathTruncated: event.pathTruncated };
  }
  const key = cgroup ?? processOf(event)?.cgroup;
  return key &&
    { id: key.id, hierarchy: key.hierarchy, path: cgroup?.path, pathTruncated: false };
}

/** Uid of the pod: what the runtime said, else what the cgroup path says. */
export function podUidOf({ container, cgroup }: LabelledEvent): string | undefined {
  return container?.pod?.uid ?? cgroup?.owner.podUid;
}

/** The systemd unit of a process outside of containers. */
export function unitOf({ cgroup }: LabelledEvent): string | undefined {
  return cgroup?.owner.kind === "systemd" ? cgroup.owner.unit : undefined;
}

/** Labels, if there are any. */
export function someLabels(labels: Labels | undefined): Labels | undefined {
  return labels === undefined || Object.keys(labels).length === 0 ? undefined : labels;
}
