import { PROGRAM } from "../../cli/command_spec.ts";
import type { Io } from "../../cli/io.ts";
import type { ContainerTest } from "../../filter/container_tests.ts";
import { isContainer } from "../../filter/is_container.ts";
import { judgeContainer } from "../../filter/judge_container.ts";
import type { Kernel } from "../../source/kernel_source.ts";
import { hostFiles } from "../../source/host_files.ts";
import type { Mount } from "../../source/mounts.ts";
import { isRunning } from "../containers/render.ts";
import { readMounts } from "../doctor/read_facts.ts";
import type { Census, Household } from "../../state/census.ts";
import { followInventory } from "../inventory.ts";
import type { InventoryOptions } from "../inventory/inventory_options.ts";
import type { TopValues } from "../top_flags.ts";
import { Activity } from "./activity.ts";
import { EventTail } from "./event_tail.ts";
import type { Sample } from "./row.ts";
import { UsageReader } from "./usage_reader.ts";
import { redactorOf } from "../redactor_of.ts";

/** All that `ctrack top` watches: what runs, what happens, what it uses. */
export class Watch {
  /** The last events. */
  readonly tail = new EventTail();
  readonly #kernel: Kernel;
  readonly #values: TopValues;
  readonly #tests: readonly ContainerTest[];
  readonly #activity = new Activity();
  readonly #usage: UsageReader;
  #mounts = cgroupMounts();
  #tell: (warning: string) => void = () => {};
  #census: Census | undefined;

  /** Containers count that pass all tests. */
  constructor(kernel: Kernel, values: TopValues, tests: readonly ContainerTest[]) {
    this.#kernel = kernel;
    this.#values = values;
    this.#tests = tests;
    this.#usage = new UsageReader(hostFiles, this.#mounts, () => kernel.now());
  }

  /**
   * Watches until the signal aborts.
   * `onReady` is called once, when everything that runs is known.
   *
   * @throws {CliError} with exit code 3 where this host or user cannot trace.
   */
  async follow(io: Io, signal: AbortSignal, onReady: () => void): Promise<void> {
    const options: InventoryOptions = {
      flags: this.#values,
      redact: redactorOf(this.#values),
      wantsDetails: ({ container }) => container.image === undefined,
      // The host's own events are left to the kernel to drop.
      judge: (owner, container) =>
        isContainer(owner) ? judgeContainer(this.#tests, owner, container) : "no",
    };
    const { stderr } = io;
    this.#tell = (text) => void stderr.write(`${PROGRAM}: warning: ${text}\n`).catch(() => {});
    await followInventory(io, this.#kernel, options, {
      ready: (census) => {
        this.#census = census;
        onReady();
      },
      saw: (labelled) => {
        this.#activity.saw(labelled);
        this.tail.saw(labelled);
      },
      signal,
    });
  }

  /** The containers now, with rates since the sample before; the first one knows none. */
  sample(): Sample {
    this.#followMounts();
    const households = (this.#census?.households() ?? [])
      .filter((each) => isRunning(each) && this.#isWanted(each));
    const sample = this.#activity.sample({
      households,
      usageOf: (key, household) => this.#usage.read(key, household),
      now: this.#kernel.now(),
    });
    this.#usage.keep(new Set(sample.rows.map(({ key }) => key)));
    return { ...sample, rows: sample.rows.filter((row) => this.#isWanted(row)) };
  }

  /** Cgroup file systems may be unmounted and mounted while it runs; events need none of them. */
  #followMounts(): void {
    const mounts = cgroupMounts();
    if (placesOf(mounts) === placesOf(this.#mounts)) return;
    this.#mounts = mounts;
    this.#usage.remount(mounts);
    this.#tell(
      mounts.length === 0
        ? "the cgroup file systems were unmounted: CPU and memory cannot be told"
        : "cgroup file systems were mounted or unmounted: CPU and memory come from those there are",
    );
  }

  #isWanted({ container, cgroup }: Pick<Household, "container" | "cgroup">): boolean {
    return this.#tests.every((test) => test.matches(cgroup?.owner, container));
  }
}

function cgroupMounts(): readonly Mount[] {
  return readMounts(hostFiles).filter(({ type }) => type === "cgroup" || type === "cgroup2");
}

function placesOf(mounts: readonly Mount[]): string {
  return JSON.stringify(mounts);
}
