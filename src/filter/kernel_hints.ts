import type { Event } from "../model/event.ts";
import { parseCommPattern } from "./comm_pattern.ts";
import { inPart } from "./filter_error.ts";
import type { FilterSpec, KernelHints } from "./filter_spec.ts";

/** Kinds that `failed` rules out: an event of these has not failed. */
const NEVER_FAILED: ReadonlySet<Event["kind"]> = new Set(["fork", "exec", "process"]);

/** The part of a filter that the kernel can decide. Throws FilterError as compileFilter does. */
export function kernelHints(spec: FilterSpec): KernelHints {
  const kinds = spec.events.filter((kind) => !(spec.failed && NEVER_FAILED.has(kind)));
  const comms = spec.comm === undefined
    ? undefined
    : inPart("comm", parseCommPattern, spec.comm).plainNames;
  return {
    events: new Set<Event["kind"]>([...kinds, "lost"]),
    ...spec.uids.length > 0 ? { uids: spec.uids } : {},
    ...spec.pids.length > 0 ? { pids: spec.pids } : {},
    ...comms === undefined ? {} : { comms },
    failedOnly: spec.failed,
  };
}
