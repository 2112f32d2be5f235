import { assertEquals } from "@std/assert";
import { ExecExits } from "../../../src/enrich/podman/exec_exits.ts";
import type { LifeCycleAction } from "../../../src/model/event.ts";

/** The actions of one container that are told. */
function told(execs: ExecExits, ...actions: readonly LifeCycleAction[]): readonly string[] {
  return actions.filter((action) => execs.accept("a", { action, epochTime: 1n }));
}

Deno.test("ExecExits tells as many ends as beginnings", () => {
  const execs = new ExecExits();
  assertEquals(told(execs, "exec", "exec_exit", "exec_exit"), ["exec", "exec_exit"]);
  assertEquals(told(execs, "health", "exec_exit"), ["health"]);
  const two = told(execs, "exec", "exec", "exec_exit", "exec_exit", "exec_exit", "exec_exit");
  assertEquals(two, ["exec", "exec", "exec_exit", "exec_exit"]);
  assertEquals(told(execs, "exec", "destroy", "exec_exit"), ["exec", "destroy"]);
});

Deno.test("ExecExits is bounded", () => {
  const execs = new ExecExits();
  for (let i = 0; i < 10_000; i++) execs.accept(`${i}`, { action: "exec", epochTime: 1n });
  const ends = (id: string) => execs.accept(id, { action: "exec_exit", epochTime: 1n });
  assertEquals([ends("0"), ends("9999")], [false, true]);
});
