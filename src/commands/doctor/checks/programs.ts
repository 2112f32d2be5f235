import { formatSize } from "../../../cli/size.ts";
import type { KernelConfig } from "../../../source/kernel_source.ts";
import type { Check } from "../check.ts";
import { FULL_CONFIG, type Tracer } from "../tracer.ts";

/** Records that have a program of their own; the others come from programs that always load. */
const OPTIONAL: KernelConfig["kinds"] = ["FORK", "EXEC", "EXIT", "ATTACH"];

const MEND = "mend what fails above; if nothing does, report the output of ctrack doctor -o json";

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Why a configuration does not load; undefined when it does. */
async function refusal(tracer: Tracer, kinds: KernelConfig["kinds"]): Promise<string | undefined> {
  try {
    await tracer.tryLoad({ ...FULL_CONFIG, kinds });
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

/** Which programs the kernel refuses, each with its reason; at least the first error. */
async function refusals(tracer: Tracer, first: unknown): Promise<string> {
  if (await refusal(tracer, []) !== undefined) return messageOf(first);
  const found: string[] = [];
  for (const kind of OPTIONAL) {
    const reason = await refusal(tracer, [kind]);
    if (reason !== undefined) found.push(`${kind.toLowerCase()}: ${reason}`);
  }
  return found.length > 0 ? found.join("; ") : messageOf(first);
}

/** Loads the real programs with their ring buffer. */
export const programsCheck: Check = {
  name: "programs",
  why: "these are the programs and the ring buffer that tracing loads",
  async run({ tracer }) {
    try {
      await tracer.open();
      const size = formatSize(FULL_CONFIG.ringSize);
      return { status: "ok", detail: `all programs and a ring buffer of ${size} load` };
    } catch (error) {
      // Without privilege each is refused alike: nothing to learn from trying them one by one.
      if (error instanceof Error && "isPrivilege" in error && error.isPrivilege === true) {
        return {
          status: "fail",
          detail: error.message,
          remedy: "run as root; in a container, add CAP_BPF and CAP_PERFMON and let its seccomp " +
            "profile pass bpf(2)",
        };
      }
      return { status: "fail", detail: await refusals(tracer, error), remedy: MEND };
    }
  },
};
