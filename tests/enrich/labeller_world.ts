import { Labeller } from "../../src/enrich/labeller.ts";
import { RuntimeSet } from "../../src/enrich/runtime_set.ts";
import { TICK_MS } from "../../src/enrich/waking_clock.ts";
import type { Container } from "../../src/model/container.ts";
import type { CgroupAction, Event, ProcessEvent } from "../../src/model/event.ts";
import type { LabelledEvent } from "../../src/model/labelled_event.ts";
import { event, process } from "../filter/labelled_events.ts";
import { FakeKernel, HIERARCHY } from "./fake_kernel.ts";
import { FakeRuntime } from "./fake_runtime.ts";

/** How long events wait for a name, ms of the world's clock. */
export const WAIT_MS = 200;

/** Time of the world's boot, ns since 1970. */
export const BOOT = 1_795_299_054_000_000_000n;

/** A container id that begins with this digit. */
export function idOf(digit: string): string {
  return digit.repeat(64);
}

/** The cgroup path that Docker gives this container. */
export function pathOf(digit: string): string {
  return `/docker/${idOf(digit)}`;
}

/**
 * A labeller with Docker, if no other runtimes are given, all of whose surroundings are in the test's hand. What
 * the kernel tells is either given word by word or follows from what processes do in {@link FakeKernel}.
 */
export class World {
  now = 1000;
  readonly emitted: LabelledEvent[] = [];
  /** Verdicts on cgroups by id, as the kernel would have them now. */
  readonly verdicts = new Map<number, string>();
  /** The same for mount namespaces. */
  readonly mountVerdicts: Map<number, string>;
  readonly docker = new FakeRuntime();
  readonly kernel: FakeKernel;
  readonly labeller: Labeller;
  /** Which containers are wanted. */
  wants: (container: Container | undefined) => "yes" | "no" | "maybe" = () => "yes";
  #sequence = 0;

  constructor(others: readonly FakeRuntime[] = []) {
    const runtimes = new RuntimeSet([this.docker, ...others]);
    this.kernel = new FakeKernel((event) => this.labeller.handle(event));
    this.mountVerdicts = this.kernel.mountVerdicts;
    this.labeller = new Labeller({
      labelWaitMs: WAIT_MS,
      runtimes,
      judge: (_owner, container) => this.wants(container),
      setVerdict: ({ id }, verdict) => {
        this.verdicts.set(id, verdict);
        if (verdict === "forget") this.kernel.cgroupVerdicts.delete(id);
        else this.kernel.cgroupVerdicts.set(id, verdict);
      },
      setMounts: (mountNamespace, verdict) => this.mountVerdicts.set(mountNamespace, verdict),
      host: this.kernel,
      redact: (event) => event,
      emit: (labelled) => this.emitted.push(labelled),
      bootNow: () => this.now * 1e6,
      timeOf: (moment) => Number(moment - BOOT),
      now: () => this.now,
    });
    void runtimes.follow({
      update: (runtime, container) => this.labeller.update(runtime, container),
      happened: (runtime, id, happening) => this.labeller.happened(runtime, id, happening),
      removed: (runtime, id) => this.labeller.removed(runtime, id),
      up: () => {},
      down: () => {},
      absent: () => {},
    }, new AbortController().signal);
  }

  /** The kernel tells of a cgroup. */
  cgroup(id: number, action: CgroupAction, path: string): void {
    this.labeller.handle({
      kind: "cgroup",
      time: this.#sequence++,
      action,
      cgroup: { hierarchy: HIERARCHY, id },
      path,
      pathTruncated: false,
      process: undefined,
      forLabels: false,
    });
  }

  /** The kernel tells that a process was moved to a cgroup. */
  attach(pid: number, id: number): void {
    const key = { hierarchy: HIERARCHY, id };
    this.labeller.handle({
      kind: "cgroup",
      time: this.#sequence++,
      action: "attach",
      cgroup: key,
      path: "",
      pathTruncated: false,
      process: process({ pid, cgroup: key }),
      forLabels: false,
    });
  }

  /** The kernel tells of a process; returns the event, whose time no other has. */
  process(pid: number, id: number, kind: ProcessEvent["kind"] = "exec"): Event {
    const told = {
      ...event(kind, { process: { pid, cgroup: { hierarchy: HIERARCHY, id } } }),
      time: this.#sequence++,
    } as Event;
    this.labeller.handle(told);
    return told;
  }

  /** The runtime names a container. */
  name(digit: string, name: string, image = `${name}:1`): void {
    this.docker.listener.update({ id: idOf(digit), name, image });
  }

  /** Time passes, and what has waited long enough goes out. */
  pass(ms: number): void {
    for (let left = ms; left > 0; left -= TICK_MS) {
      this.now += Math.min(left, TICK_MS);
      this.labeller.expire();
    }
  }

  /** The same as `kind pid command name role`; events of the host's processes have none of the last two. */
  roles(): string[] {
    return this.emitted.splice(0).flatMap(({ event, container, role }) => {
      if (event.kind === "cgroup" || !("process" in event)) return [];
      const { pid, command } = event.process;
      const who = container === undefined ? "-" : container.name ?? container.id.slice(0, 2);
      return [`${event.kind} ${pid} ${command} ${who} ${role ?? "-"}`];
    });
  }

  /** What went out since the last call, cgroup events left out, as `kind name label`. */
  take(): string[] {
    return this.emitted.splice(0)
      .filter((labelled) => labelled.event.kind !== "cgroup")
      .map(({ event, container, label }) => {
        const who = container?.name ?? container?.id.slice(0, 2) ?? "-";
        const pid = "process" in event ? ` ${event.process?.pid}` : "";
        return `${event.kind}${pid} ${who} ${label ?? "-"}`;
      });
  }
}
