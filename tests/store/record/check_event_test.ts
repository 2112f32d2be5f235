import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { isLabelledEvent } from "../../../src/store/record/check_event.ts";
import { anyLabelled, exec, exit, inContainer, LOST, onHost } from "../../output/format/samples.ts";

Deno.test("isLabelledEvent() knows every event there is", () => {
  fc.assert(fc.property(anyLabelled, (labelled) => assert(isLabelledEvent(labelled))));
});

Deno.test("isLabelledEvent() lets fields pass that it does not know", () => {
  assert(isLabelledEvent({ ...inContainer({ ...exec(), weight: { g: 1 } } as never), more: 1 }));
});

/** A copy in which the value at a path is another one. */
function changed(value: unknown, [key, ...path]: readonly string[], to: unknown): unknown {
  if (key === undefined) return to;
  const inner = (value as Record<string, unknown>)[key];
  return { ...value as object, [key]: changed(inner, path, to) };
}

Deno.test("isLabelledEvent() refuses what formats and filters would stumble over", () => {
  const good = inContainer(exec());
  const bad: readonly (readonly [path: string, value: unknown])[] = [
    ["event", undefined],
    ["event", null],
    ["event", []],
    ["event.kind", "__proto__"],
    ["event.kind", "connect"],
    ["event.time", "1"],
    ["event.time", NaN],
    ["event.time", 1e300],
    ["event.process", undefined],
    ["event.process.pid", -1],
    ["event.process.pid", 1.5],
    ["event.process.command", 7],
    ["event.process.credentials.namespaces", { cgroup: 1 }],
    ["event.process.credentials.namespaces.more", 1n],
    ["event.process.origin", {}],
    ["event.program.args", "sh"],
    ["event.program.args", [1]],
    ["event.program.path", undefined],
    ["cgroup", "x"],
    ["cgroup.owner.kind", "nobody"],
    ["cgroup.owner.nesting", undefined],
    ["container.nesting", {}],
    ["container.labels", { a: 1 }],
    ["container.labels", []],
    ["container.pod", "web"],
    ["container.state", "asleep"],
    ["label", "fine"],
    ["role", 0],
  ];
  for (const [path, value] of bad) {
    assertEquals([path, isLabelledEvent(changed(good, path.split("."), value))], [path, false]);
  }
  const running = inContainer({ ...exec(), kind: "process", usage: { rss: 1 } } as never);
  assert(!isLabelledEvent(running));
  for (const value of [undefined, null, 1, "exec", [], {}]) assert(!isLabelledEvent(value));
  assert(!isLabelledEvent(inContainer({ ...exit(), exit: undefined } as never)));
  assert(!isLabelledEvent(inContainer({ ...exit(), forLabels: true } as never)));
  assert(!isLabelledEvent(inContainer({ ...exec(), exit: exit().exit } as never)));
  assert(!isLabelledEvent(inContainer({ ...exec(), kind: "fork" } as never)));
  assert(!isLabelledEvent(onHost({ ...LOST, reason: "weather" } as never, undefined)));
});

Deno.test("isLabelledEvent() takes no object in another one's place because it is shared", () => {
  const good = inContainer(exec());
  assert(isLabelledEvent(good));
  assert(!isLabelledEvent({ ...good, container: good.cgroup }));
  assert(!isLabelledEvent(changed(good, ["event", "program"], good.container)));
});
