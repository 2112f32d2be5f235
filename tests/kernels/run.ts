/**
 * `make test-kernels`: `dist/ctrack` itself on Debian's kernels, each booted in an emulator. As root, after
 * `make build`. A kernel that cannot be had is skipped; one on which a check fails makes the exit code 1.
 *
 *     deno run -A tests/kernels/run.ts [GUEST...]
 */

import { buildPrograms } from "../workload/programs.ts";
import { CACHE } from "./cache.ts";
import { debianDisk } from "./debian_disk.ts";
import { runGuest } from "./guest.ts";
import type { GuestOutput } from "./guest_output.ts";
import { type GuestPlan, GUESTS } from "./guests.ts";
import { makeInitramfs, packInitramfs } from "./initramfs.ts";
import { type KernelFiles, kernelFiles } from "./kernel_files.ts";
import { KERNELS } from "./kernels.ts";
import { type GuestResult, hasFailed, renderTable } from "./table.ts";

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
  readonly disk?: string;
}

/** @throws {Error} when something cannot be had here. */
async function partsOf(plan: GuestPlan): Promise<Parts> {
  const choice = KERNELS.find(({ name }) => name === plan.kernel) ?? KERNELS[0];
  const kernel = await kernelFiles(choice);
  return { kernel, ...plan.hasDebian ? { disk: await debianDisk() } : {} };
}

async function tryGuest(plan: GuestPlan, root: string, scratch: string): Promise<GuestResult> {
  const named = { release: plan.kernel, guest: plan.name };
  let parts: Parts;
  try {
    parts = await partsOf(plan);
  } catch (error) {
    return { ...named, skipped: messageOf(error), checks: new Map() };
  }
  const { kernel, disk } = parts;
  const initramfs = `${scratch}/initramfs.cpio`;
  await packInitramfs(root, kernel, initramfs);
  const append = [`ctrack.work=${plan.script}`, ...disk === undefined ? [] : ["ctrack.root"]];
  try {
    const output = await runGuest({
      ...{ kernel: kernel.image, initramfs, append: [...append, ...plan.append] },
      ...disk === undefined ? {} : { disk },
      folder: `${CACHE}/runs/${plan.name}`,
    });
    return { ...named, release: output.text("release").trim(), checks: check(plan, output) };
  } catch (error) {
    return { ...named, checks: new Map([["boot", messageOf(error)]]) };
  }
}

async function runGuests(plans: readonly GuestPlan[]): Promise<readonly GuestResult[]> {
  await using programs = await buildPrograms();
  const root = `${programs.folder}/first`;
  await makeInitramfs(root, programs);
  const results: GuestResult[] = [];
  for (const plan of plans) {
    const start = performance.now();
    say(`${plan.name} ...`);
    const result = await tryGuest(plan, root, programs.folder);
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
