import type { Programs } from "./build.ts";
import type { Tracer } from "./tracer.ts";

const SCRIPT = new URL("peer.bt", import.meta.url).pathname;

/** bpftrace needs tracefs; where it is not mounted, it gets one that nobody else sees. */
const WITH_TRACEFS = "mountpoint -q /sys/kernel/tracing || " +
  'mount -t tracefs tracefs /sys/kernel/tracing; exec "$@"';

/** The tracers that are compared. */
export interface Tracers {
  readonly ctrack: Tracer;
  /** C and libbpf on the same BPF object, same JSON. */
  readonly consumer: Tracer;
  /** The same without printing. */
  readonly counter: Tracer;
  /** Absent where bpftrace is not installed. */
  readonly bpftrace: Tracer | undefined;
}

async function isInstalled(program: string): Promise<boolean> {
  const { success } = await new Deno.Command("sh", {
    args: ["-c", `command -v ${program}`],
    stdout: "null",
  }).output();
  return success;
}

/** All tracers, container events only where the tracer can tell. */
export async function findTracers(ctrack: string, { consumer }: Programs): Promise<Tracers> {
  return {
    ctrack: {
      name: "ctrack json",
      command: [ctrack, "--format", "json"],
      ready: "ctrack: tracing",
    },
    consumer: { name: "C json", command: [consumer], ready: "consumer: tracing" },
    counter: { name: "C count", command: [consumer, "--count"], ready: "consumer: tracing" },
    bpftrace: await isInstalled("bpftrace")
      ? {
        name: "bpftrace",
        command: ["unshare", "-m", "sh", "-c", WITH_TRACEFS, "sh", "bpftrace", SCRIPT],
      }
      : undefined,
  };
}
