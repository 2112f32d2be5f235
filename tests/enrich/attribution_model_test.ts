import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Event } from "../../src/model/event.ts";
import type { LabelledEvent, Role } from "../../src/model/labelled_event.ts";
import type { Task } from "./fake_kernel.ts";
import { FakeRuntime } from "./fake_runtime.ts";
import { idOf, World } from "./labeller_world.ts";
import {
  crunCreate,
  crunExec,
  runcCreate,
  runcExec,
  startConmon,
  startShim,
  type Target,
} from "./runtime_stages.ts";

const DIGITS = ["a", "b", "c", "d"] as const;
type Digit = typeof DIGITS[number];

/** How containers come to be. The last two get no cgroup of their own. */
const KINDS = ["docker", "podman", "rootless", "rootless runc"] as const;
type Kind = typeof KINDS[number];

/** Names that programs like to take. */
const NAMES = ["sh", "conmon", "runc:[2:INIT]", "runc", "6", "crun", "containerd-shim"] as const;

const nat = fc.nat(1000);
const steps = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant("start" as const),
        digit: fc.constantFrom(...DIGITS),
        kind: fc.constantFrom(...KINDS),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("stop" as const), nat }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("exec" as const), nat }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("nsenter" as const), nat }) },
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant("spawn" as const),
        nat,
        command: fc.constantFrom(...NAMES),
        unshares: fc.boolean(),
        execs: fc.boolean(),
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("exit" as const), nat }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("name" as const), nat }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("lag" as const), isHeld: fc.boolean() }) },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant("pass" as const),
        ms: fc.constantFrom(50, 250, 60_000),
      }),
    },
  ),
  { maxLength: 60, size: "max" },
);

type Step = typeof steps extends fc.Arbitrary<(infer T)[]> ? T : never;

/** A container that runs. */
interface Running {
  readonly target: Target;
  readonly kind: Kind;
  /** conmon or shim. */
  readonly helper: Task;
}

/** Where a process is in truth. */
interface Truth {
  readonly id: string | undefined;
  readonly role: Role | undefined;
  /** It entered by mounts alone, or who started it; in a container without a cgroup that makes it a child. */
  readonly isLodger: boolean;
}

/** Containers come and go on a host; of each process is known where it is and how it came there. */
class Model {
  readonly podman = new FakeRuntime("podman", ["podman"]);
  readonly world = new World([this.podman]);
  readonly truths = new Map<Event, Truth>();
  readonly out: LabelledEvent[] = [];
  readonly #running = new Map<string, Running>();
  /** How programs came where they are. */
  readonly #roles = new Map<Task, Role>();
  readonly #owners = new Map<Task, string | undefined>();
  /** Processes that entered by mounts alone, and those they started. */
  readonly #lodgers = new Set<Task>();
  #number = 1000;

  constructor(readonly isHostWanted: boolean, isAllAsked: boolean) {
    const { kernel } = this.world;
    if (isAllAsked) kernel.asked = new Set(["fork", "exec", "exit", "cgroup"]);
    if (!isHostWanted) {
      this.world.wants = (container) => container === undefined ? "no" : "yes";
    }
    kernel.onTold = (event, task) => this.#told(event, task);
    this.#owners.set(kernel.init, undefined);
  }

  take(step: Step): void {
    const { kernel } = this.world;
    switch (step.do) {
      case "start":
        this.#start(step.digit, step.kind);
        break;
      case "stop":
        this.#stop(this.#pick(step.nat));
        break;
      case "exec": {
        const running = this.#pick(step.nat);
        if (running === undefined) return;
        const { target, helper, kind } = running;
        const inner = this.#of(
          target,
          "exec",
          () =>
            kind === "docker" || kind === "rootless runc"
              ? runcExec(helper, target).inner
              : crunExec(helper, target),
        );
        inner.exec("ls");
        break;
      }
      case "nsenter": {
        const running = this.#pick(step.nat);
        if (running === undefined) return;
        const task = kernel.init.fork().exec("nsenter").enter(running.target.mounts);
        this.#put(task, running.target.id, "entered");
        this.#lodgers.add(task);
        task.exec("sh");
        break;
      }
      case "spawn": {
        const parent = this.#program(step.nat);
        const child = parent.fork();
        if (!this.#owners.has(child)) this.#inherit(child);
        child.rename(step.command);
        const isLodger = this.#lodgers.has(child);
        // Who entered by mounts alone and makes others has left. And without a cgroup nobody can tell of mounts
        // that somebody made and was gone before anything was seen in them.
        const isTraceable = parent.cgroup !== 0 || parent === kernel.init ||
          (step.execs && parent.hasExeced);
        if (step.unshares && !isLodger && isTraceable) child.enter(this.#number++);
        // An orphan of theirs is a child of the host's and has started no program: as one that a runtime sent.
        if (step.execs || isLodger) {
          child.exec(step.command, [step.command, "-c", idOf("e"), "-n", "evil"]);
        }
        break;
      }
      case "exit": {
        const task = this.#program(step.nat);
        if (
          task !== kernel.init &&
          ![...this.#running.values()].some((running) => running.helper === task || task.vpid === 1)
        ) task.exit();
        break;
      }
      case "name": {
        const running = this.#pick(step.nat);
        if (running === undefined) return;
        const runtime = running.kind === "docker" ? this.world.docker : this.podman;
        runtime.listener.update({ id: running.target.id, name: nameOf(running.target.id) });
        break;
      }
      case "lag":
        if (step.isHeld) kernel.hold();
        else kernel.deliver();
        break;
      case "pass":
        this.world.pass(step.ms);
        break;
      default:
        throw step satisfies never;
    }
    this.out.push(...this.world.emitted.splice(0));
  }

  end(): void {
    this.world.kernel.deliver();
    this.world.labeller.expire(true);
    this.out.push(...this.world.emitted.splice(0));
  }

  #start(digit: Digit, kind: Kind): void {
    const { kernel } = this.world;
    const id = idOf(digit);
    if (this.#running.has(id)) return;
    const hasCgroup = kind === "docker" || kind === "podman";
    const mounts = this.#number++;
    const cgroup = this.#number++;
    if (hasCgroup) {
      kernel.mkdir(cgroup, kind === "docker" ? `/docker/${id}` : `/libpod_parent/libpod-${id}`);
    }
    const target: Target = hasCgroup ? { id, mounts, cgroup } : { id, mounts };
    const helper = kind === "docker"
      ? startShim(kernel, id)
      : startConmon(kernel, id, nameOf(id), 0, kind === "podman" ? 0 : this.#number++);
    const isRunc = kind === "docker" || kind === "rootless runc";
    this.#running.set(id, { target, kind, helper });
    const init = this.#of(
      target,
      "init",
      () => isRunc ? runcCreate(helper, target) : crunCreate(helper, target),
    );
    init.exec("sh");
  }

  #stop(running: Running | undefined): void {
    if (running === undefined) return;
    const { kernel } = this.world;
    const { target, helper } = running;
    for (const task of [...kernel.tasks.values()].reverse()) {
      if (this.#owners.get(task) === target.id) task.exit();
    }
    helper.exit();
    if (target.cgroup !== undefined) kernel.rmdir(target.cgroup);
    this.#running.delete(target.id);
  }

  /** What a runtime does for a container, up to the process that becomes the program. */
  #of({ id, mounts, cgroup }: Target, role: Role, make: () => Task): Task {
    this.#threshold = { id, mounts, cgroup };
    const task = make();
    this.#threshold = undefined;
    this.#put(task, id, role);
    return task;
  }

  #threshold: { id: string; mounts: number; cgroup: number | undefined } | undefined;

  #put(task: Task, id: string, role: Role): void {
    this.#owners.set(task, id);
    this.#roles.set(task, role);
  }

  #told(event: Event, task: Task): void {
    const at = this.#threshold;
    if (!this.#owners.has(task) && at !== undefined) {
      const isInside = task.mounts === at.mounts ||
        (at.cgroup !== undefined && task.cgroup === at.cgroup);
      this.truths.set(event, isInside ? { id: at.id, role: "runtime", isLodger: false } : HOST);
      return;
    }
    if (!this.#owners.has(task)) this.#inherit(task);
    const id = this.#owners.get(task);
    const role = id === undefined ? undefined : this.#roles.get(task);
    this.truths.set(event, { id, role, isLodger: this.#lodgers.has(task) });
  }

  /** Where a process is whose parent is a program. */
  #inherit(task: Task): void {
    const parent = task.parent ?? task;
    const id = this.#owners.get(parent);
    this.#owners.set(task, id);
    if (id === undefined) return;
    if (this.#lodgers.has(parent)) this.#lodgers.add(task);
    this.#roles.set(task, this.#lodgers.has(task) ? "entered" : "child");
  }

  #pick(nat: number): Running | undefined {
    const all = [...this.#running.values()];
    return all[nat % all.length];
  }

  /** A program that runs, on the host or in a container, and is no helper. */
  #program(nat: number): Task {
    const helpers = new Set([...this.#running.values()].map(({ helper }) => helper));
    const all = [...this.world.kernel.tasks.values()].filter((task) =>
      !helpers.has(task) && (this.#roles.has(task) || task === this.world.kernel.init)
    );
    return all[nat % all.length] ?? this.world.kernel.init;
  }
}

const HOST: Truth = { id: undefined, role: undefined, isLodger: false };
const NOWHERE: Truth = { id: "an event that nobody told", role: undefined, isLodger: false };

function nameOf(id: string): string {
  return `name-${id[0]}`;
}

/** What is told of processes that somebody asked for. */
function isOut({ event }: LabelledEvent): boolean {
  return event.kind !== "cgroup" && "process" in event;
}

for (const isHostWanted of [true, false]) {
  for (const isAllAsked of [true, false]) {
    const what = `${isHostWanted ? "the host" : "containers alone"} wanted, ` +
      `${isAllAsked ? "everything" : "programs"} asked for`;
    Deno.test(`Labeller finds every process where it is, with ${what}`, () => {
      fc.assert(
        fc.property(steps, (sequence) => {
          const model = new Model(isHostWanted, isAllAsked);
          for (const step of sequence) model.take(step);
          model.end();
          const out = model.out.filter(isOut);
          for (const { event, container, label, role } of out) {
            const truth = model.truths.get(event) ?? NOWHERE;
            const { command, pid } = "process" in event && event.process || {};
            const who = `${event.kind} ${pid} ${command}`;
            assertEquals([who, container?.id], [who, truth.id]);
            if (container !== undefined) {
              assertEquals([who, truth.isLodger && role === "child" ? "entered" : role], [
                who,
                truth.role,
              ]);
              assert(container.name === undefined || container.name === nameOf(container.id));
              assertEquals(label === "ok", container.name !== undefined);
            }
          }
          const told = new Set(out.map(({ event }) => event));
          for (const [event, { id }] of model.truths) {
            const isForLabels = "forLabels" in event && event.forLabels;
            if (id !== undefined && !isForLabels) assert(told.has(event));
          }
        }),
        { numRuns: 200 },
      );
    });
  }
}
