import type { LabelledEvent } from "../model/labelled_event.ts";

/**
 * Whether an event is a runtime's own work on a container's threshold and not the container's. Its helpers on
 * the host (shims, conmon) are host processes, which nobody sees who did not ask for them.
 */
export function isRuntimeInternal({ role, container }: LabelledEvent): boolean {
  return role === "runtime" && container !== undefined;
}
