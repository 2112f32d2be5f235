import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { parseEvent } from "../../../src/enrich/api/parse_event.ts";
import { LogHistory } from "../../../src/enrich/podman/log_history.ts";
import { PODMAN_DIALECT } from "../../../src/enrich/podman/podman_dialect.ts";
import { translateLogLine } from "../../../src/enrich/podman/translate_log_line.ts";
import { idOf, lines } from "./fixtures.ts";

/** What an event says, for comparison: name or id, action and details. */
function said(event: ReturnType<typeof parseEvent>): string {
  if (typeof event === "string") return event;
  const { action, epochTime, ...details } = event.happening ?? {};
  return [event.container?.name ?? "-", action, epochTime, JSON.stringify(details)].join(" ");
}

Deno.test("translateLogLine() makes of podman's log what podman's API makes of it", () => {
  const fromLog = lines("events_log.jsonl").flatMap((line) => {
    const logged = translateLogLine(line);
    return logged?.type === "container" ? [parseEvent(logged.line, PODMAN_DIALECT)] : [];
  });
  const fromApi = lines("events.jsonl")
    .map((line) => parseEvent(new TextEncoder().encode(line), PODMAN_DIALECT));
  // Events of images and pods are ignored; the log has them left out here.
  const told = fromApi.filter((event) => event !== "ignored").map(said);
  assertEquals(fromLog.filter((event) => event !== "ignored").map(said).sort(), told.sort());
  assertEquals(told.length > 20, true);
});

Deno.test("LogHistory knows labels, state, times and pods of a real log", () => {
  const history = new LogHistory();
  const steps = lines("events_log.jsonl").flatMap((line) => history.add(line) ?? []);
  const shop = steps.filter(({ id }) => id === idOf("shop"));
  const actions = shop.flatMap(({ happening }) => happening?.action ?? []);
  assertEquals(actions, [
    "create",
    "start",
    "exec",
    "exec_exit",
    "exec_exit",
    "pause",
    "unpause",
    "rename",
    "exec",
    "kill",
    "die",
    "exec_exit",
    "destroy",
  ]);
  const renamed = shop.find(({ happening }) => happening?.action === "rename");
  assertEquals([renamed?.happening?.oldName, renamed?.container?.name], ["web", "shop"]);
  const died = shop.find(({ happening }) => happening?.action === "die");
  assertEquals([died?.happening?.exitCode, died?.container?.state], [137, "exited"]);
  const { labels, orchestration, startedAt, createdAt } = died?.container ?? {};
  assertEquals({ ...labels }, { tier: "front", "io.podman.compose.project": "shop" });
  assertEquals(orchestration, { compose: { project: "shop" } });
  assertEquals(Number(startedAt) - Number(createdAt) > 0, true);
  assertEquals(history.get(idOf("shop")), undefined);

  for (const [name, pod] of [["front", "pair"], ["alone", "loose"]] as const) {
    assertEquals(history.podName(history.get(idOf(name))?.podId), pod);
  }
  assertEquals(history.get(idOf("waiting"))?.container.state, "created");
});

Deno.test("LogHistory takes no label for podman's own word", () => {
  const history = new LogHistory();
  const [step] = lines("events_log.jsonl").flatMap((line) => {
    const found = history.add(line);
    return found?.id === idOf("shop") ? [found] : [];
  });
  assertEquals([step?.container?.name, step?.container?.image], ["web", "localhost/img:1"]);
});

Deno.test("LogHistory never throws, and is bounded", () => {
  const history = new LogHistory();
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
    assertEquals(history.add(text), undefined);
  }));
  const line = (ID: string, more: object = {}) =>
    JSON.stringify({ ID, Name: "n", Status: "create", Type: "container", Time: "x", ...more });
  const id = (i: number) => i.toString(16).padStart(64, "0");
  for (let i = 0; i < 10_000; i++) history.add(line(id(i)));
  const has = (i: number) => history.get(id(i)) !== undefined;
  // One MiB of lines like these.
  const kept = Math.floor(1024 * 1024 / line(id(0)).length);
  assertEquals([kept < 8192, has(10_000 - kept - 1), has(10_000 - kept), has(9999)], [
    true,
    false,
    true,
    true,
  ]);
  history.add(line(id(10_000), { Attributes: { k: "x".repeat(1024 * 1024 - 1000) } }));
  assertEquals([has(10_000), has(9999), has(9000)], [true, true, false]);
  assertEquals(
    history.add(line("a".repeat(64), { Attributes: { "": "", k: 5 } }))?.happening,
    undefined,
  );
  assertEquals(history.add(line("../../etc")), undefined);
});
