import "../keep_libc.ts";
import { assert, assertEquals } from "@std/assert";
import { OwnChild } from "../../src/shim/own_child.ts";

/** Looks until the child has ended. In tests the child is deno itself. */
async function endOf(child: OwnChild) {
  let end = child.ended();
  while (end === undefined) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    end = child.ended();
  }
  return end;
}

function isThere(pid: number): boolean {
  try {
    Deno.statSync(`/proc/${pid}`);
    return true;
  } catch {
    return false;
  }
}

Deno.test("OwnChild tells the exit code, and leaves no zombie", async () => {
  using child = OwnChild.start(["deno", "eval", "Deno.exit(7)"]);
  assert(child.pid > 0);
  assertEquals(await endOf(child), { kind: "code", code: 7 });
  assertEquals(child.ended(), { kind: "code", code: 7 });
  assert(!isThere(child.pid));
});

Deno.test("OwnChild tells the signal that ended it", async () => {
  using child = OwnChild.start(["deno", "eval", "Deno.kill(Deno.pid, 'SIGKILL')"]);
  assertEquals(await endOf(child), { kind: "signal", signal: 9 });
});

Deno.test("OwnChild is killed and collected at the end of its block", () => {
  let pid: number;
  {
    using child = OwnChild.start(["deno", "eval", "setTimeout(() => {}, 1e8)"]);
    pid = child.pid;
    assertEquals(child.ended(), undefined);
  }
  assert(!isThere(pid));
});
