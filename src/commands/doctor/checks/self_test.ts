import { runSelfTest } from "../../../source/self_test.ts";
import { type Check, type Finding, REPORT } from "../check.ts";
import { ownNamespace } from "../own_namespace.ts";
import type { OpenTracer } from "../tracer.ts";

/** Longest wait for the last event, ms; on an emulated machine the process alone takes three seconds. */
const LIMIT_MS = 15_000;

/** Traces a process of its own from start to end. */
export const selfTestCheck: Check = {
  name: "self-test",
  why: "a process that ctrack starts must show its fork, exec and exit",
  async run({ files, tracer }): Promise<Finding> {
    let open: OpenTracer;
    try {
      open = await tracer.open();
    } catch {
      return { status: "note", detail: "not tried, as the programs do not load" };
    }
    const { pid, seen, missing, wrong } = await runSelfTest(open.source, {
      now: open.now,
      pidNamespace: ownNamespace(files, "pid").inode,
      limitMs: LIMIT_MS,
    });
    const faults = missing.length === 0
      ? wrong
      : [`no ${missing.join(", no ")} within ${LIMIT_MS / 1000} s`, ...wrong];
    if (faults.length > 0) {
      return { status: "fail", detail: `process ${pid}: ${faults.join("; ")}`, remedy: REPORT };
    }
    const times = seen.map(({ kind, latencyMs }) => `${kind} after ${latencyMs.toFixed(1)} ms`);
    return { status: "ok", detail: `process ${pid}: ${times.join(", ")}` };
  },
};
