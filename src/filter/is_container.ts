import type { LabelledEvent } from "../model/labelled_event.ts";
import type { Owner } from "../model/owner.ts";

/**
 * Whether a container owns the cgroup: exactly when the path names one. Pods' own cgroups, monitors
 * such as conmon, system services and paths that say nothing count as the host's.
 */
export function isContainer(owner: Owner): boolean {
  return owner.containerId !== undefined;
}

/** Whether an event belongs to a container; one whose cgroup is not known does not. */
export function isOfContainer(event: LabelledEvent): boolean {
  if (event.container !== undefined) return true;
  return event.cgroup !== undefined && isContainer(event.cgroup.owner);
}
