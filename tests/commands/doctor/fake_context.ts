import type { DoctorContext } from "../../../src/commands/doctor/check.ts";
import type { OpenTracer, Tracer } from "../../../src/commands/doctor/tracer.ts";
import type { HostFiles } from "../../../src/source/host_files.ts";
import * as text from "./proc_text.ts";

/** Files of a host where all is well; targets of links too. */
export const GOOD_HOST: Readonly<Record<string, string>> = {
  "/proc/sys/kernel/osrelease": "6.1.0-18-amd64\n",
  "/sys/kernel/btf/vmlinux": "\x9f\xeb",
  "/proc/self/status": text.ROOT_STATUS,
  "/proc/self/mountinfo": text.UNIFIED_MOUNTS,
  "/proc/sys/kernel/unprivileged_bpf_disabled": "2\n",
  "/sys/kernel/security/lsm": "lockdown,yama,bpf",
  "/sys/kernel/security/lockdown": "[none] integrity confidentiality\n",
  "/proc/self/ns/pid": "pid:[4026531836]",
  "/proc/self/ns/user": "user:[4026531837]",
  "/proc/self/ns/cgroup": "cgroup:[4026531835]",
};

/** A host with these files changed, or with undefined taken away. */
export function fakeFiles(changes: Readonly<Record<string, string | undefined>> = {}): HostFiles {
  const files: Readonly<Record<string, string | undefined>> = { ...GOOD_HOST, ...changes };
  const look = (path: string) => {
    const found = files[path];
    return found === undefined ? { text: undefined, reason: "no such file" } : { text: found };
  };
  return { read: look, link: look };
}

/**
 * A tracer that loads what `refuses` does not give a reason against, and never opens. Optional programs are refused
 * with these numbers.
 */
export function fakeTracer(
  refuses: (kinds: readonly string[]) => Error | undefined,
  errnos: Readonly<Record<string, number>> = {},
): Tracer & { readonly tried: string[] } {
  const tried: string[] = [];
  return {
    tried,
    tryLoad({ kinds }) {
      tried.push(kinds.join());
      const error = refuses(kinds);
      return error === undefined ? Promise.resolve() : Promise.reject(error);
    },
    refuses: (program) => errnos[program] ?? 0,
    open(): Promise<OpenTracer> {
      return Promise.reject(refuses(["ALL"]) ?? new Error("nothing to open"));
    },
  };
}

/** What a check looks at, with the parts that a test is about. */
export function fakeContext(parts: Partial<DoctorContext> = {}): DoctorContext {
  return {
    files: fakeFiles(),
    docker: { env: {} },
    tracer: fakeTracer(() => undefined),
    ...parts,
  };
}
