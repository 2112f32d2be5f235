import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { ApiFailure, describeFailure } from "../../../src/enrich/api/api_failure.ts";
import { DEFAULT_TIMING } from "../../../src/enrich/api/api_limits.ts";
import { chooseApiVersion, needsMinimum } from "../../../src/enrich/api/api_version.ts";
import { Backoff, pause } from "../../../src/enrich/api/backoff.ts";
import { Deadline } from "../../../src/enrich/api/deadline.ts";
import { KnownContainers } from "../../../src/enrich/api/known_containers.ts";

Deno.test("chooseApiVersion() takes the lower version, but not below the daemon's minimum", () => {
  const cases = [
    ["1.41", undefined, "1.41"],
    ["1.24", undefined, "1.24"],
    ["1.9", undefined, "1.9"],
    ["1.52", "1.44", "1.44"],
    ["1.52", "1.24", "1.41"],
    ["1.52", "nonsense", "1.41"],
    ["2.0", "2.0", "2.0"],
    ["", undefined, undefined],
    ["1", undefined, undefined],
    ["1.41/../x", undefined, undefined],
    [7, undefined, undefined],
  ] as const;
  for (const [newest, oldest, chosen] of cases) {
    assertEquals(chooseApiVersion(newest, oldest), chosen);
  }
  assertEquals(["1.9", "1.41", "1.42", "2.0", "?"].map(needsMinimum), [
    false,
    false,
    true,
    true,
    false,
  ]);
});

Deno.test("describeFailure() names the cause of what fetch throws", () => {
  const connect = "error sending request for url (http://d/x): client error (Connect): ";
  const send = "error sending request for url (http://d/x): client error (SendRequest): ";
  const cases = [
    [`${connect}No such file or directory (os error 2)`, "no socket at /s"],
    [`${connect}Permission denied (os error 13)`, "permission denied on /s"],
    [`${connect}Connection refused (os error 111)`, "nothing listens on /s"],
    [`${connect}path must be shorter than SUN_LEN`, "/s is no valid socket path"],
    [`${send}Broken pipe (os error 32)`, "the daemon closed the connection"],
    [`${send}connection closed before message completed`, "the daemon closed the connection"],
    [`${send}invalid HTTP version parsed`, "/s does not speak HTTP"],
    ["something else", "something else"],
  ] as const;
  for (const [message, reason] of cases) {
    assertEquals(describeFailure(new TypeError(message), "/s"), reason);
  }
  assertEquals(describeFailure("text", "/s"), "text");
});

Deno.test("describeFailure() is one short printable line, whatever the daemon said", () => {
  fc.assert(fc.property(fc.array(fc.nat(0x10ffff), { maxLength: 400 }), (points) => {
    const text = String.fromCodePoint(...points);
    const reason = describeFailure(new ApiFailure(text), "/s");
    assertEquals(/[\p{C}\u2028\u2029]/u.test(reason) || reason.length > 256, false);
  }));
});

Deno.test("Backoff grows to its bound, never waits long at first, and starts again after uptime", () => {
  fc.assert(fc.property(fc.array(fc.double({ min: 0, max: 0.999, noNaN: true })), (jitter) => {
    const backoff = new Backoff(DEFAULT_TIMING, () => jitter.shift() ?? 0);
    let bound = 100;
    for (let i = jitter.length; i >= 0; i--) {
      const ms = backoff.next();
      assertEquals(ms >= bound / 2 && ms <= bound, true);
      bound = Math.min(bound * 2, 5000);
    }
    backoff.ended(5000);
    assertEquals(backoff.next() >= bound / 2, true);
    backoff.ended(5001);
    assertEquals(backoff.next() <= 100, true);
  }));
});

Deno.test("pause() ends at once when the signal aborts, or has", async () => {
  const stop = new AbortController();
  const long = pause(3_600_000, stop.signal);
  stop.abort();
  await long;
  await pause(3_600_000, stop.signal);
});

Deno.test("Deadline follows its parent, and leaves nothing behind", () => {
  const parent = new AbortController();
  let signal: AbortSignal;
  {
    using deadline = new Deadline(parent.signal, 3_600_000);
    signal = deadline.signal;
    assertEquals(signal.aborted, false);
  }
  assertEquals(signal.aborted, true);
  using open = new Deadline(parent.signal);
  parent.abort("why");
  assertEquals(open.signal.reason, "why");
  using late = new Deadline(parent.signal, 3_600_000);
  assertEquals(late.signal.reason, "why");
});

Deno.test("KnownContainers forgets the oldest, and tells what is missing once", () => {
  const known = new KnownContainers(3);
  for (const id of ["a", "b", "c", "d"]) known.add({ id, name: id });
  assertEquals([known.size, known.forgotten], [3, 1]);
  known.delete("b");
  assertEquals(known.deleteMissing(new Set(["c"]), new Set(["x"])), ["d"]);
  assertEquals(known.deleteMissing(new Set(["c"])), []);
  assertEquals(known.size, 1);
});

Deno.test("KnownContainers prefers an image's reference to its id, and a new one to an old", () => {
  const known = new KnownContainers(3);
  const of = (image: string) => known.add({ id: "a", name: "web", image }).image;
  assertEquals(
    ["sha256:1", "img:1", "sha256:2", "img:2", "sha256:3"].map(of),
    ["sha256:1", "img:1", "img:1", "img:2", "img:2"],
  );
});
