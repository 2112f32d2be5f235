/**
 * `make test-kernels`: `dist/ctrack` itself on Debian's kernels, each booted in an emulator. As root, after
 * `make build`. A kernel that cannot be had is skipped; one on which a check fails makes the exit code 1.
 *
 *     deno run -A tests/kernels/run.ts [GUEST...]
 */

import { copyPrograms, type Programs } from "../workload/programs.ts";
import { arm64Userland } from "./arm64_userland.ts";
import { CACHE } from "./cache.ts";
import { debianDisk } from "./debian_disk.ts";
import { runGuest } from "./guest.ts";
import type { GuestOutput } from "./guest_output.ts";
import { type GuestPlan, GUESTS } from "./guests.ts";
import { makeInitramfs } from "./initramfs.ts";
import { type KernelFiles, kernelFiles } from "./kernel_files.ts";
import { MACHINES } from "./machines.ts";
import { type GuestResult, hasFailed, renderTable } from "./table.ts";
import { Unavailable } from "./unavailable.ts";
import type { Userland } from "./userland.ts";
import { x86_64Userland } from "./x86_64_userland.ts";

function say(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(text));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function choose(names: readonly string[]): readonly GuestPlan[] {
  const unknown = names.find((name) => !GUESTS.some((guest) => guest.name === name));
  if (unknown !== undefined) {
    const known = GUESTS.map(({ name }) => name).join(", ");
    throw new Error(`unknown guest ${unknown}; there are ${known}`);
  }
  return GUESTS.filter(({ name }) => names.length === 0 || names.includes(name));
}

function check(plan: GuestPlan, output: GuestOutput): GuestResult["checks"] {
  const faults = new Map<string, string | undefined>();
  for (const { name, check } of plan.checks) {
    try {
      check(output);
      faults.set(name, undefined);
    } catch (error) {
      faults.set(name, messageOf(error));
    }
  }
  return faults;
}

/** What a guest boots from. */
interface Parts {
  readonly kernel: KernelFiles;
  readonly userland: Userland;
  readonly disk?: string;
}

/** @throws {Unavailable} when something cannot be had here. */
async function partsOf(plan: GuestPlan, programs: Programs, scratch: string): Promise<Parts> {
  const kernel = await kernelFiles(plan.kernel, MACHINES[plan.machine]);
  const userland = plan.machine === "x86_64"
    ? x86_64Userland(programs)
    : await arm64Userland(scratch);
  return { kernel, userland, ...plan.hasDebian ? { disk: await debianDisk() } : {} };
}

async function boot(plan: GuestPlan, programs: Programs, scratch: string): Promise<GuestOutput> {
  const { kernel, userland, disk } = await partsOf(plan, programs, scratch);
  const machine = MACHINES[plan.machine];
  const initramfs = `${scratch}/initramfs.cpio`;
  await makeInitramfs(`${scratch}/first`, machine, userland, kernel, initramfs);
  const append = [`ctrack.work=${plan.script}`, `ctrack.line=${machine.line.device}`];
  return await runGuest({
    ...{ machine, kernel: kernel.image, initramfs },
    append: [...append, ...disk === undefined ? [] : ["ctrack.root"], ...plan.append],
    ...disk === undefined ? {} : { disk },
    folder: `${CACHE}/runs/${plan.name}`,
  });
}

async function tryGuest(plan: GuestPlan, programs: Programs): Promise<GuestResult> {
  const named = { release: plan.kernel, guest: plan.name };
  const scratch = await Deno.makeTempDir({ prefix: "ctrack-guest-" });
  try {
    const output = await boot(plan, programs, scratch);
    return { ...named, release: output.text("release").trim(), checks: check(plan, output) };
  } catch (error) {
    if (error instanceof Unavailable) {
      return { ...named, skipped: error.message, checks: new Map() };
    }
    return { ...named, checks: new Map([["boot", messageOf(error)]]) };
  } finally {
    await Deno.remove(scratch, { recursive: true });
  }
}

async function runGuests(plans: readonly GuestPlan[]): Promise<readonly GuestResult[]> {
  await using programs = await copyPrograms();
  const results: GuestResult[] = [];
  for (const plan of plans) {
    const start = performance.now();
    say(`${plan.name} ...`);
    const result = await tryGuest(plan, programs);
    results.push(result);
    say(` ${((performance.now() - start) / 1000).toFixed(0)} s\n`);
    for (const [name, fault] of result.checks) {
      if (fault !== undefined) say(`  ${name}: ${fault}\n`);
    }
  }
  return results;
}

if (import.meta.main) {
  const results = await runGuests(choose(Deno.args));
  await Deno.stdout.write(new TextEncoder().encode(renderTable(results)));
  if (hasFailed(results)) Deno.exit(1);
}
