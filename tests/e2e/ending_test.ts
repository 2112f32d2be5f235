import { assert, assertEquals } from "@std/assert";
import { type Ctrack, startCtrack } from "../workload/ctrack.ts";
import { isOf, processOf } from "../workload/event_line.ts";
import { e2eTest } from "../workload/needs.ts";
import { command, copyPrograms } from "../workload/programs.ts";

const NO_DOCKER = ["--docker-socket", "/no/such/socket"];

await e2eTest("ctrack ends cleanly", ["tracing", "programs", "program:bash"], async (t) => {
  await using programs = await copyPrograms();
  const unique = `end-${crypto.randomUUID().slice(0, 8)}`;
  await Deno.rename(programs.leaf, `${programs.folder}/${unique}`);
  const flags = ["--host-only", "--comm", unique, "-e", "exec,exit"];
  const work = (count: number) =>
    command(programs.act, ["spawn", String(count), `${programs.folder}/${unique}`]);
  const start = (...more: string[]): Promise<Ctrack> =>
    startCtrack([...flags, "-o", "json", ...more]);

  for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
    await t.step(`${signal}: ${code}, and what happened before is written whole`, async () => {
      await using ctrack = await start();
      await work(50);
      // At once: the last events may still lie in the kernel's buffer.
      const result = await ctrack.stop(signal);
      assertEquals([result.code, result.rest], [code, ""]);
      assertEquals(result.events.filter(isOf("exec", unique)).length, 50);
      const codes = result.events.filter(isOf("exit", unique))
        .map((line) => processOf(line).exit?.code);
      assertEquals(codes, Array.from({ length: 50 }, (_, index) => index));
      assertEquals(result.summary?.delivered, 100);
    });
  }

  await t.step("two signals at once end it once", async () => {
    await using ctrack = await start();
    Deno.kill(ctrack.pid, "SIGINT");
    const result = await ctrack.stop("SIGINT");
    assertEquals([result.code, result.rest, result.stderr.length], [130, "", 2]);
  });

  await t.step("a closed pipe: 0, and not a word about it", async () => {
    await using ctrack = await startCtrack([...flags, "-o", "csv", "--fields", "event"], {
      wrap: ["bash", "-c", '"$0" "$@" | head -n 3; echo "code ${PIPESTATUS[0]}"'],
    });
    while (!ctrack.lines.some((line) => line.startsWith("code"))) await work(5);
    const { code, lines, stderr } = await ctrack.finished();
    assertEquals(lines, ["event", "exec", "exit", "code 0"]);
    assertEquals([code, stderr], [0, ["ctrack: tracing"]]);
  });

  await t.step("a full disk: 1, and one error", async () => {
    await using ctrack = await startCtrack([...flags], {
      wrap: ["bash", "-c", 'exec "$0" "$@" >/dev/full'],
      waitReady: false,
    });
    let isOver = false;
    const result = ctrack.finished().finally(() => isOver = true);
    while (!isOver) await work(5);
    const { code, stderr } = await result;
    assertEquals(code, 1);
    assertEquals(stderr.filter((line) => line !== "ctrack: tracing"), [
      "ctrack: cannot write to stdout",
      "  because: No space left on device (os error 28)",
    ]);
  });

  await t.step("a stuck reader: an interrupt still ends it", async () => {
    const reading = Promise.withResolvers<void>();
    await using ctrack = await startCtrack([...flags, "-o", "json"], { readFrom: reading.promise });
    await work(250);
    const over = ctrack.stop();
    await ended(ctrack.pid);
    reading.resolve();
    const { code, summary, lines } = await over;
    assertEquals(code, 130);
    // What the pipe held was read; all else is counted as lost, none of it delivered.
    const unwritten = summary?.lost?.["unwritten"] ?? 0;
    assert(unwritten > 0);
    assert(lines.length >= (summary?.delivered ?? 0));
  });

  await t.step("a second signal ends it at once", async () => {
    const reading = Promise.withResolvers<void>();
    await using ctrack = await startCtrack([...flags, "-o", "json"], { readFrom: reading.promise });
    await work(250);
    const over = ctrack.stop();
    // The same signal: of two that are pending together, either may be seen first.
    await ended(ctrack.pid, () => Deno.kill(ctrack.pid, "SIGINT"));
    reading.resolve();
    const { code, summary } = await over;
    assertEquals([code, summary], [130, undefined]);
  });

  await t.step("closed standard streams do no harm", async () => {
    const closed = await startCtrack([...flags, ...NO_DOCKER, "-t", "100ms"], {
      wrap: ["bash", "-c", 'exec "$0" "$@" <&- >&- 2>&-'],
      waitReady: false,
    });
    assertEquals((await closed.finished()).code, 0);
  });
});

/** Waits until the process has ended: its parent may not have looked yet. */
async function ended(pid: number, whileWaiting = () => {}): Promise<void> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const status = await Deno.readTextFile(`/proc/${pid}/status`).catch(() => "State:\tX");
    if (/^State:\s*[ZX]/m.test(status)) return;
    if (Date.now() > deadline) throw new Error(`${pid} does not end`);
    whileWaiting();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
