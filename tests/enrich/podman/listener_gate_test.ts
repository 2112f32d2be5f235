import { assertEquals } from "@std/assert";
import { ListenerGate } from "../../../src/enrich/podman/listener_gate.ts";
import { Recorder } from "../api/recorder.ts";

const WEB = { id: "a", name: "web" };
const DEATH = { action: "die", epochTime: 1n } as const;

Deno.test("ListenerGate passes on what root tells, at once", () => {
  const recorder = new Recorder();
  const gate = new ListenerGate(recorder, () => Promise.resolve(false));
  gate.of(0).happened("a", DEATH);
  gate.of(0).update(WEB);
  gate.of(0).removed("a");
  assertEquals(recorder.calls, ["happened a die", "update a web -", "removed a"]);
});

Deno.test("ListenerGate keeps a user's order, and to what he named himself", async () => {
  const recorder = new Recorder();
  let open = Promise.withResolvers<boolean>();
  const gate = new ListenerGate(
    recorder,
    (_, id) => id === "a" ? open.promise : Promise.resolve(id !== "c"),
  );
  const [ann, bob] = [gate.of(1000), gate.of(1001)];
  ann.update(WEB);
  ann.update({ id: "b", name: "next" });
  ann.update({ id: "c", name: "foreign" });
  ann.happened("c", DEATH);
  bob.happened("b", DEATH);
  bob.removed("b");
  ann.happened("b", DEATH);
  ann.removed("b");
  ann.removed("b");
  open.resolve(true);
  await recorder.until("removed b");
  assertEquals(recorder.calls, [
    "update a web -",
    "update b next -",
    "happened b die",
    "removed b",
  ]);

  open = Promise.withResolvers();
  open.resolve(false);
  ann.happened("a", DEATH);
  ann.update({ id: "b", name: "again" });
  await recorder.until("update b again -");
  assertEquals(recorder.calls.length, 5);
});

Deno.test("ListenerGate drops the words of a user who talks too fast, and counts them", async () => {
  const recorder = new Recorder();
  const gate = new ListenerGate(recorder, () => Promise.resolve(true));
  const user = gate.of(1000);
  for (let i = 0; i < 1030; i++) user.update({ id: `${i}`, name: "n" });
  assertEquals(gate.dropped, 6);
  await recorder.until("update 1023 n -");
  user.update({ id: "later", name: "n" });
  await recorder.until("update later n -");
  assertEquals([recorder.calls.length, gate.dropped], [1025, 6]);
});
