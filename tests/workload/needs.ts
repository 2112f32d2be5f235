/** Tests that need more than Deno: skipped, with the reason in their name, where something is missing. */

import { CTRACK } from "./ctrack.ts";
import { whyNoDockerd } from "./dockerd.ts";
import { exists, testHere, whyNoProgram } from "./here.ts";
import { whyNoPodman } from "./podman.ts";

/** Something that a test may need. */
export type Need =
  | "binary"
  | "tracing"
  | "programs"
  | "dockerd"
  | "containerd"
  | "podman"
  | `program:${string}`;

/** Daemons, or what stands for one, that say themselves why they cannot be had. */
const DAEMONS: Partial<Record<Need, () => Promise<string | undefined>>> = {
  dockerd: whyNoDockerd,
  // It brings gRPC along, which tests without it need not load.
  containerd: async () => await (await import("./containerd.ts")).whyNoContainerd(),
  podman: whyNoPodman,
};

/** Why a need is not met; undefined when it is. */
async function whyNot(need: Need): Promise<string | undefined> {
  if (need === "binary") {
    return (await exists(CTRACK)) ? undefined : "needs dist/ctrack: make build";
  }
  const daemon = DAEMONS[need];
  if (daemon !== undefined) return await daemon();
  if (need === "tracing") {
    if (Deno.uid() !== 0) return "needs root";
    return (await exists("/sys/kernel/btf/vmlinux")) ? undefined : "needs a kernel with BTF";
  }
  return await whyNoProgram([need === "programs" ? "clang" : need.slice("program:".length)]);
}

/** Registers an end-to-end test, which is skipped where a need is not met. */
export async function e2eTest(
  name: string,
  needs: readonly Need[],
  fn: (t: Deno.TestContext) => Promise<void>,
): Promise<void> {
  const reasons = (await Promise.all((["binary", ...needs] as const).map(whyNot)))
    .filter((reason) => reason !== undefined);
  const reason = reasons[0];
  // gRPC's library lets go of a connection some time after it was told to.
  const sanitizeResources = !needs.includes("containerd");
  testHere(name, reason, fn, { sanitizeResources });
}
