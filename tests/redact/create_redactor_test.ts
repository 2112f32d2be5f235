import { assert, assertEquals } from "@std/assert";
import type { ContainerEvent, ExecEvent } from "../../src/model/event.ts";
import { createRedactor, redactLabelled } from "../../src/redact/create_redactor.ts";
import { exec } from "../output/format/samples.ts";

const redact = createRedactor();

function execOf(...args: readonly string[]): ExecEvent {
  return exec({ args });
}

Deno.test("createRedactor() gives the identical event where nothing is a secret", () => {
  const event = execOf("sh", "-c", "true");
  assert(redact(event) === event);
  const labelled = {
    event,
    cgroup: undefined,
    container: undefined,
    label: undefined,
    role: undefined,
  };
  assert(redactLabelled(redact, labelled) === labelled);
});

Deno.test("createRedactor() says that arguments were redacted, with the identical program each time", () => {
  const event = execOf("app", "--token", "abc");
  const { program } = redact(event);
  assertEquals([program.args, program.argsRedacted], [["app", "--token", "[redacted]"], true]);
  assertEquals(event.program.args[2], "abc");
  assert(redact({ ...event, time: 1 }).program === program);
  assert(redact({ ...event, program }).program === program);
});

Deno.test("createRedactor() keeps programs apart that are remembered in one place", () => {
  const [one, other] = [execOf("app", "--token", "abc"), execOf("app", "--taken", "abc")];
  for (const event of [one, other, one, other]) {
    assertEquals(redact(event).program.argsRedacted, event === one ? true : undefined);
  }
});

Deno.test("createRedactor() redacts the command line that a runtime tells", () => {
  const event: ContainerEvent = {
    kind: "container",
    time: 1,
    action: "exec",
    happening: { action: "exec", epochTime: 1n, commandLine: "sh -c 'mysql -phunter2'" },
  };
  assertEquals(redact(event).happening?.commandLine, "sh -c 'mysql -p[redacted]'");
});
