import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Event } from "../../src/model/event.ts";
import { Counters } from "../../src/pipeline/counters.ts";
import { Pipeline, type PipelineStages } from "../../src/pipeline/pipeline.ts";
import { event, inContainer } from "../filter/labelled_events.ts";
import { FakeLabeller, FakeSink, FakeSource, StringSink, type TestSink } from "./fakes.ts";

/** Events of processes with these pids. */
function execs(...pids: number[]): Event[] {
  return pids.map((pid) => event("exec", { process: { pid } }));
}

const pidOf = (event: Event) => event.kind === "exec" ? event.process.pid : 0;

function setUp<S extends TestSink>(
  sink: S,
  changes: Partial<PipelineStages> = {},
  waitMs?: number,
) {
  const counters = new Counters(0);
  const pipeline = new Pipeline({
    passes: () => true,
    write: ({ event }) => sink.add(`${pidOf(event)}`),
    sink,
    counters,
    ...changes,
  });
  const labeller = new FakeLabeller((labelled) => pipeline.emit(labelled), waitMs);
  const end = new AbortController();
  const run = (source: FakeSource, onBatch = () => {}) =>
    pipeline.run(source, labeller, end.signal, onBatch);
  return { sink, counters, pipeline, labeller, end, run };
}

/** Lets everything run that has nothing to wait for. */
function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

Deno.test("Pipeline takes events in order from the source to the sink, and counts them", async () => {
  const { sink, counters, run } = setUp(new FakeSink());
  await run(new FakeSource([execs(1, 2), [], execs(3)], { ends: true }));
  assertEquals(sink.lines, ["1", "2", "3"]);
  assertEquals([counters.delivered, counters.stats(5, 0, NO_TABLES).events.exec], [3, 3]);
});

const NO_TABLES = { cgroups: 0, containers: 0, held: 0 };

Deno.test("Pipeline writes each batch in one go", async () => {
  const { sink, run } = setUp(new FakeSink());
  await run(new FakeSource([execs(1, 2, 3), execs(4, 5)], { ends: true }));
  assertEquals(sink.flushed, [["1", "2", "3"], ["4", "5"]]);
});

Deno.test("Pipeline counts what the filter holds back", async () => {
  const { sink, counters, run } = setUp(new FakeSink(), {
    passes: ({ event }) => pidOf(event) % 2 === 0,
  });
  await run(new FakeSource([execs(1, 2, 3, 4)], { ends: true }));
  assertEquals(sink.lines, ["2", "4"]);
  const { delivered, filtered, events } = counters.stats(0, 0, NO_TABLES);
  assertEquals([delivered, filtered, events.exec], [2, 2, 4]);
});

Deno.test("Pipeline folds only what the filter lets pass, and counts it apart", async () => {
  const { sink, counters, run } = setUp(new FakeSink(), {
    passes: ({ event }) => pidOf(event) !== 1,
    folds: ({ event }) => pidOf(event) <= 2,
  });
  await run(new FakeSource([execs(1, 2, 3)], { ends: true }));
  assertEquals(sink.lines, ["3"]);
  const { delivered, filtered, folded } = counters.stats(0, 0, NO_TABLES);
  assertEquals([delivered, filtered, folded], [1, 1, 1]);
});

Deno.test("Pipeline ends after exactly so many events, in the middle of a batch too", async () => {
  for (const maxEvents of [1, 3, 4]) {
    const { sink, counters, run } = setUp(new FakeSink(), {
      maxEvents,
      passes: ({ event }) => pidOf(event) !== 2,
    });
    const source = new FakeSource([execs(1, 2, 3), execs(4, 5), execs(6, 7)]);
    await run(source);
    assertEquals(sink.lines, ["1", "3", "4", "5"].slice(0, maxEvents));
    assertEquals(counters.delivered, maxEvents);
    assertEquals(source.isAborted, true);
    assert(source.taken <= 2);
  }
});

Deno.test("Pipeline keeps its limit when events come out that have waited", async () => {
  const { sink, run } = setUp(new FakeSink(), { maxEvents: 2 }, 0);
  await run(new FakeSource([execs(1, 2, 3)]));
  assertEquals(sink.lines, ["1", "2"]);
});

Deno.test("Pipeline tells of each batch when it has been handed on", async () => {
  const { sink, run } = setUp(new FakeSink());
  const taken: number[] = [];
  const source = new FakeSource([[], execs(1), execs(2)], { ends: true });
  await run(source, () => taken.push(source.taken));
  assertEquals([taken, sink.lines], [[1, 2, 3], ["1", "2"]]);
});

Deno.test("Pipeline tells of no batch when there is none", async () => {
  const { run } = setUp(new FakeSink());
  const source = new FakeSource([], { fails: new Error("no such program") });
  await assertRejects(
    () => run(source, () => assert(false, "batch")),
    Error,
    "no such program",
  );
});

Deno.test("Pipeline ends when it is told to", async () => {
  const { sink, end, run } = setUp(new FakeSink());
  const source = new FakeSource([execs(1)]);
  await run(source, () => end.abort());
  assertEquals([sink.lines, source.isAborted], [["1"], true]);
});

Deno.test("Pipeline does not read on while the sink is full", async () => {
  const sink = new FakeSink();
  const { run } = setUp(sink);
  const source = new FakeSource([execs(1), execs(2), execs(3)], { ends: true });
  sink.isFull = true;
  const running = run(source);
  await settled();
  assertEquals([source.taken, sink.lines], [1, ["1"]]);
  sink.isFull = false;
  sink.drain.resolve();
  await running;
  assertEquals(sink.lines, ["1", "2", "3"]);
});

Deno.test("Pipeline has a bound when nobody reads, and still ends", async () => {
  let written = 0;
  const sink = new StringSink({
    write(bytes) {
      written += bytes.length;
      return new Promise(() => {});
    },
  });
  const { counters, end, run } = setUp(sink, {
    write: () => sink.add("x".repeat(1 << 20)),
    patienceMs: 1,
  });
  const source = new FakeSource(Array.from({ length: 100 }, () => execs(1)), { ends: true });
  const running = run(source);
  await settled();
  await settled();
  assert(source.taken < 10);
  assert(written < 10 << 20);
  end.abort();
  await running;
  assertEquals(source.taken < 10, true);
  assertEquals([counters.delivered, counters.lost, counters.unread], [
    0,
    source.taken,
    source.taken,
  ]);
});

Deno.test("Pipeline waits at the end for a reader that is slow but reads", async () => {
  let last: Promise<unknown> = Promise.resolve();
  let read = 0;
  const sink = new StringSink({
    async write(bytes) {
      last = last.then(() => new Promise((resolve) => setTimeout(resolve, 2)));
      await last;
      read += bytes.length;
    },
  });
  const line = "x".repeat(64 << 10);
  const { counters, end, run } = setUp(sink, { write: () => sink.add(line), patienceMs: 40 });
  const running = run(new FakeSource([execs(...Array(50).keys())], { ends: true }));
  await settled();
  end.abort();
  await running;
  assertEquals([read, counters.delivered, counters.lost], [50 * (line.length + 1), 50, 0]);
});

Deno.test("Pipeline ends when the sink fails, without an error of its own", async () => {
  const sink = new FakeSink();
  const { run } = setUp(sink, {}, 60_000);
  sink.failure = new Error("closed pipe");
  const source = new FakeSource([execs(1), execs(2)]);
  await run(source);
  assertEquals([source.taken, source.isAborted, sink.lines], [1, true, []]);
});

Deno.test("Pipeline does not wait for a full sink that fails", async () => {
  const sink = new FakeSink();
  const { run } = setUp(sink);
  sink.isFull = true;
  const source = new FakeSource([execs(1), execs(2)]);
  const running = run(source);
  sink.failure = new Error("closed pipe");
  sink.drain.resolve();
  await running;
  assertEquals([source.taken, source.isAborted], [1, true]);
});

Deno.test("Pipeline lets events go at the end of their wait while the source is silent", async () => {
  const sink = new FakeSink();
  const { end, run } = setUp(sink, {}, 1);
  sink.onFlush = () => end.abort();
  await run(new FakeSource([execs(1, 2)]));
  assertEquals(sink.lines, ["1", "2"]);
});

Deno.test("Pipeline gives waiting events the rest of their wait at the end", async () => {
  const { sink, labeller, run } = setUp(new FakeSink(), {}, 1);
  await run(new FakeSource([execs(1), execs(2)], { ends: true }));
  assertEquals(sink.lines, ["1", "2"]);
  assertEquals(labeller.deadline, undefined);
});

Deno.test("Pipeline records what passes, whether it is shown, folded or neither", async () => {
  const recorded: number[] = [];
  const { sink, counters, run } = setUp(new FakeSink(), {
    passes: ({ event }) => pidOf(event) !== 1,
    record: ({ event }) => recorded.push(pidOf(event)),
    shows: ({ event }) => pidOf(event) !== 2,
    folds: ({ event }) => pidOf(event) === 3,
  });
  await run(new FakeSource([execs(1, 2, 3, 4)], { ends: true }));
  assertEquals([recorded, sink.lines], [[2, 3, 4], ["4"]]);
  const { delivered, filtered, folded } = counters.stats(0, 0, {});
  assertEquals([delivered, filtered, folded], [1, 2, 1]);
});

Deno.test("Pipeline records no more than it shows before its limit", async () => {
  const recorded: number[] = [];
  const { sink, run } = setUp(new FakeSink(), {
    record: ({ event }) => recorded.push(pidOf(event)),
    maxEvents: 2,
  });
  await run(new FakeSource([execs(1, 2, 3)], { ends: true }));
  assertEquals([recorded, sink.lines], [[1, 2], ["1", "2"]]);
});

/** Batches of events that have their labels. */
async function* labelled(...batches: readonly (readonly Event[])[]) {
  for (const batch of batches) yield batch.map((event) => inContainer(event));
}

Deno.test("Pipeline replays events that have their labels, and counts them as live ones", async () => {
  const { sink, counters, pipeline, end } = setUp(new FakeSink());
  await pipeline.replay(labelled(execs(1, 2), [], [event("container"), event("lost")]), end.signal);
  assertEquals(sink.lines, ["1", "2", "0", "0"]);
  const { events, delivered, labels, lost } = counters.stats(0, 0, {});
  assertEquals([events.exec, events.container, events.lost, delivered], [2, 1, 1, 4]);
  assertEquals([labels.ok, lost.ring_full], [4, 1]);
});

Deno.test("Pipeline.replay() ends at the limit, at the signal and with the sink", async () => {
  const limited = setUp(new FakeSink(), { maxEvents: 2 });
  await limited.pipeline.replay(labelled(execs(1, 2, 3), execs(4)), limited.end.signal);
  assertEquals([limited.sink.lines, limited.counters.delivered], [["1", "2"], 2]);

  const stopped = setUp(new FakeSink(), {
    write({ event }) {
      if (pidOf(event) === 2) stopped.end.abort();
      stopped.sink.add(`${pidOf(event)}`);
    },
  });
  await stopped.pipeline.replay(labelled(execs(1), execs(2), execs(3)), stopped.end.signal);
  assertEquals(stopped.sink.lines, ["1", "2"]);

  const failed = setUp(new FakeSink());
  failed.sink.failure = new Error("gone");
  await failed.pipeline.replay(labelled(execs(1), execs(2)), failed.end.signal);
  assertEquals(failed.counters.delivered, 1);
});

Deno.test("Pipeline.replay() waits for a slow reader", async () => {
  const { sink, pipeline, counters, end } = setUp(new FakeSink());
  sink.isFull = true;
  const replaying = pipeline.replay(labelled(execs(1), execs(2)), end.signal);
  await settled();
  assertEquals(counters.delivered, 1);
  sink.isFull = false;
  sink.drain.resolve();
  await replaying;
  assertEquals(counters.delivered, 2);
});

Deno.test("Pipeline leaves the thread to the source while nobody else needs it", async () => {
  const { pipeline, labeller, sink, end } = setUp(new FakeSink());
  const told: boolean[] = [];
  const source = {
    async *batches(_: AbortSignal, isFree: () => boolean) {
      for (const [isWaiting, unwrittenLines] of [[false, 0], [true, 0], [false, 1]] as const) {
        Object.assign(labeller, { isWaiting });
        sink.unwrittenLines = unwrittenLines;
        told.push(isFree());
        yield execs(1);
      }
      sink.unwrittenLines = 0;
    },
  };
  await pipeline.run(source, labeller, end.signal, () => {});
  assertEquals(told, [true, false, false]);
});

Deno.test("Pipeline lets waits end while batches follow each other without a pause", async () => {
  const { pipeline, end } = setUp(new FakeSink());
  let batches = 0;
  let expired = 0;
  const source = {
    async *batches() {
      for (; batches < 50 && expired === 0; batches++) {
        yield execs(1);
        await settled();
      }
    },
  };
  const labeller = {
    handle() {},
    expire: () => void expired++,
    // Always a little later than now: as with a clock that goes on only when it is told to.
    get deadline() {
      return expired > 0 ? undefined : performance.now() + 5;
    },
    isWaiting: true,
  };
  await pipeline.run(source, labeller, end.signal, () => {});
  assertEquals([expired, batches < 50], [1, true]);
});

Deno.test("Pipeline lets what waits go out within a batch, and writes that in one go", async () => {
  const sink = new FakeSink();
  const { pipeline, end } = setUp(sink);
  let waiting = 0;
  let most = 0;
  const labeller = {
    handle(event: Event) {
      most = Math.max(most, ++waiting);
      // As answers from files come: without anybody else's doing, and not all at the same step.
      void afterSteps(pidOf(event) % 10).then(() => {
        waiting--;
        pipeline.emit(inContainer(event));
      });
    },
    expire() {},
    deadline: undefined,
    get isWaiting() {
      return waiting > 0;
    },
  };
  await pipeline.run(
    new FakeSource([execs(...Array(1000).keys())], { ends: true }),
    labeller,
    end.signal,
    () => {},
  );
  assertEquals([waiting, most], [0, 200]);
  assertEquals(sink.flushed.map((lines) => lines.length), [1000]);
});

async function afterSteps(count: number): Promise<void> {
  for (let step = 0; step < count; step++) await undefined;
}
