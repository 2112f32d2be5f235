import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Event } from "../../src/model/event.ts";
import type { LabelledEvent } from "../../src/model/labelled_event.ts";
import { idOf, pathOf, WAIT_MS, World } from "./labeller_world.ts";

const DIGITS = ["a", "b", "c"] as const;
const PIDS = [1, 2, 3] as const;
const CGROUPS = [1, 2, 3, 4] as const;
const HOST = "/system.slice/cron.service";

/** Longer than any client waits for an answer, and than tombstones last, ms. */
const AGES_MS = 60_000;

const digit = fc.constantFrom(...DIGITS);
const pid = fc.constantFrom(...PIDS);
const cgroup = fc.constantFrom(...CGROUPS);
const place = fc.option(digit, { nil: undefined });

/** What may happen around a labeller. */
const steps = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ do: fc.constant("announce" as const), cgroup, place }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("release" as const), cgroup }) },
    {
      weight: 12,
      arbitrary: fc.record({
        do: fc.constant("process" as const),
        pid,
        cgroup,
        kind: fc.constantFrom("fork", "exec", "exit", "process"),
      }),
    },
    { weight: 3, arbitrary: fc.record({ do: fc.constant("name" as const), digit }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("removed" as const), digit }) },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant("answer" as const), digit, knows: fc.boolean() }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("state" as const), isUp: fc.boolean() }) },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant("pass" as const),
        ms: fc.constantFrom(1, 50, WAIT_MS, AGES_MS),
      }),
    },
  ),
  { maxLength: 60, size: "max" },
);

type Step = typeof steps extends fc.Arbitrary<(infer T)[]> ? T : never;

/** What is known of a process event when it is handed over. */
interface Handed {
  readonly pid: number;
  readonly at: number;
  readonly containerId: string | undefined;
  /** How many names its container had by then. */
  readonly names: number;
}

/** A world, and what it must come to. */
class Model {
  readonly world = new World();
  readonly handed = new Map<Event, Handed>();
  readonly places = new Map<number, string | undefined>();
  /** All names that each container ever had. */
  readonly names = new Map<string, string[]>(DIGITS.map((digit) => [idOf(digit), []]));
  readonly out: LabelledEvent[] = [];
  #named = 0;

  async take(step: Step): Promise<void> {
    const { world } = this;
    switch (step.do) {
      case "announce":
        // The kernel makes no id twice.
        if (this.places.has(step.cgroup)) return;
        this.places.set(step.cgroup, step.place);
        world.cgroup(step.cgroup, "create", step.place === undefined ? HOST : pathOf(step.place));
        break;
      case "release": {
        if (!this.places.has(step.cgroup)) return;
        const at = this.places.get(step.cgroup);
        this.places.delete(step.cgroup);
        world.cgroup(step.cgroup, "release", at === undefined ? HOST : pathOf(at));
        break;
      }
      case "process":
        this.#hand(step.pid, step.cgroup, step.kind);
        break;
      case "name":
        this.#name(step.digit, (container) => world.docker.listener.update(container));
        break;
      case "removed":
        world.docker.listener.removed(idOf(step.digit));
        break;
      case "answer":
        if (!step.knows) await world.docker.answer(idOf(step.digit), "none");
        else {
          const answers: Promise<void>[] = [];
          if (world.docker.isAsked(idOf(step.digit))) {
            this.#name(step.digit, (told) => answers.push(world.docker.answer(told.id, told)));
          }
          await Promise.all(answers);
        }
        break;
      case "state":
        world.docker.listener.state(step.isUp ? "up" : "down", "gone");
        break;
      case "pass":
        world.pass(step.ms);
        this.#collect();
        for (const { at } of this.waiting()) assert(at > world.now - WAIT_MS);
        if (step.ms === AGES_MS) await world.docker.giveUp();
        break;
      default:
        throw step satisfies never;
    }
    this.#collect();
  }

  /** Process events that were handed over and have not come out. */
  waiting(): Handed[] {
    const gone = new Set(this.out.map(({ event }) => event));
    return [...this.handed].filter(([event]) => !gone.has(event)).map(([, handed]) => handed);
  }

  end(): void {
    this.world.labeller.expire(true);
    this.#collect();
  }

  #hand(pid: number, cgroup: number, kind: "fork" | "exec" | "exit" | "process"): void {
    const place = this.places.get(cgroup);
    const containerId = place === undefined ? undefined : idOf(place);
    const names = this.names.get(containerId ?? "")?.length ?? 0;
    const at = this.world.now;
    // The event may come out before it is known here: its place in the list is what counts.
    const event = this.world.process(pid, cgroup, kind);
    this.handed.set(event, { pid, at, containerId, names });
  }

  #name(
    digit: string,
    tell: (container: { readonly id: string; readonly name: string }) => void,
  ): void {
    const told = { id: idOf(digit), name: `${digit}${this.#named++}` };
    this.names.get(told.id)?.push(told.name);
    tell(told);
  }

  #collect(): void {
    this.out.push(...this.world.emitted.splice(0).map((labelled) => this.#checked(labelled)));
  }

  #checked(labelled: LabelledEvent): LabelledEvent {
    const { event, container, label } = labelled;
    if (event.kind === "cgroup") {
      assertEquals(label, undefined);
      return labelled;
    }
    assertEquals(label === "ok", container?.name !== undefined);
    assertEquals(label === undefined, container === undefined);
    const names = this.names.get(container?.id ?? "") ?? [];
    const handed = this.handed.get(event);
    // A name is one that this very id has or had, and not an older one than at the event.
    if (container?.name !== undefined) {
      const since = Math.max(0, (handed?.names ?? 0) - 1);
      assert(names.slice(since).includes(container.name));
    }
    if (handed !== undefined) assertEquals(container?.id, handed.containerId);
    return labelled;
  }
}

Deno.test("Labeller keeps its promises in any world", async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (sequence) => {
      const model = new Model();
      for (const step of sequence) await model.take(step);
      model.end();
      assertEquals(model.waiting(), []);
      const came = model.out.map(({ event }) => event).filter((event) => model.handed.has(event));
      assertEquals(came.length, model.handed.size);
      assertEquals(new Set(came).size, came.length);
      for (const pid of PIDS) {
        const ofPid = (events: Iterable<Event>) =>
          [...events].filter((event) => model.handed.get(event)?.pid === pid)
            .map(({ time }) => time);
        assertEquals(ofPid(came), ofPid(model.handed.keys()));
      }
      assertEquals(model.world.labeller.sizes.held, 0);
      assertEquals(model.world.labeller.sizes.cgroups, model.places.size);
    }),
    { numRuns: 300 },
  );
});
