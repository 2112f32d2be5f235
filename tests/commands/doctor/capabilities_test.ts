import { assertEquals } from "@std/assert";
import {
  CAPABILITY_NEEDS,
  type CapabilityFacts,
  missingCapabilities,
} from "../../../src/commands/doctor/capabilities.ts";

const MODERN: CapabilityFacts = { kernel: { major: 6, minor: 1 }, hidesProcesses: true };
const BITS = new Map(CAPABILITY_NEEDS.map(({ name, bit }) => [name, BigInt(bit)]));
const CAP_SYS_ADMIN = 1n << 21n;

function missing(facts: CapabilityFacts, ...held: readonly string[]): string[] {
  const set = held.reduce((sum, name) => sum | 1n << (BITS.get(name) ?? 63n), 0n);
  return missingCapabilities(set, facts).map(({ name }) => name);
}

Deno.test("missingCapabilities() asks a modern kernel for CAP_BPF and CAP_PERFMON alone", () => {
  assertEquals(missing(MODERN), ["CAP_BPF", "CAP_PERFMON"]);
  assertEquals(missing(MODERN, "CAP_BPF"), ["CAP_PERFMON"]);
  assertEquals(missing(MODERN, "CAP_PERFMON", "CAP_SYS_PTRACE"), ["CAP_BPF"]);
  assertEquals(missing(MODERN, "CAP_BPF", "CAP_PERFMON"), []);
});

Deno.test("missingCapabilities() takes CAP_SYS_ADMIN for both", () => {
  assertEquals(missingCapabilities(CAP_SYS_ADMIN, MODERN), []);
});

Deno.test("missingCapabilities() asks older kernels for more", () => {
  const kernel = (minor: number) => ({ major: 5, minor });
  const held = ["CAP_BPF", "CAP_PERFMON"];
  const hidden = { hidesProcesses: true };
  const open = { hidesProcesses: false };
  assertEquals(missing({ kernel: kernel(10), ...hidden }, ...held), [
    "CAP_SYS_RESOURCE",
    "CAP_SYS_PTRACE",
  ]);
  assertEquals(missing({ kernel: kernel(10), ...open }, ...held), ["CAP_SYS_RESOURCE"]);
  assertEquals(missing({ kernel: kernel(17), ...hidden }, ...held), ["CAP_SYS_PTRACE"]);
  assertEquals(missing({ kernel: kernel(18), ...hidden }, ...held), []);
});
