import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { readAncestor } from "../../../src/enrich/helper/read_ancestor.ts";
import type { HostAccess } from "../../../src/enrich/host_access.ts";
import { FakeHost } from "../fake_host.ts";

/** A `/proc` in which every file has this text. */
function hostWith(text: string | undefined): HostAccess {
  return { read: (_path, limit) => text?.slice(0, limit), link: () => undefined };
}

Deno.test("readAncestor() reads parent and start, whatever the process calls itself", () => {
  for (const command of ["sh", "", "a b", ") S 1 (", "))", "(", "x) R 5 5 5", "\n", "\ufffd"]) {
    const host = new FakeHost();
    host.run(77, 42, 1_234_560_000_000, command);
    const ancestor = readAncestor(host, 77);
    assertEquals([ancestor?.parentPid, ancestor?.started(1_234_560_000_000)], [42, true], command);
  }
});

Deno.test("readAncestor() knows a start within the clock tick that /proc tells", () => {
  const host = new FakeHost();
  host.run(77, 42, 1_234_560_000_000);
  const started = (ns: number) => readAncestor(host, 77)?.started(ns);
  assertEquals(
    [1_234_559_999_999, 1_234_560_000_000, 1_234_569_999_999, 1_234_570_000_000].map(started),
    [false, true, true, false],
  );
});

Deno.test("readAncestor() reads a real process", () => {
  // What /proc/self/stat of a shell on Linux 6.18 was.
  const text = "4242 (sh) S 4200 4242 4200 34816 4250 4194304 211 0 0 0 0 0 0 0 20 0 1 0 987654 " +
    "2658304 224 18446744073709551615 94 95 140 0 0 0 0 0 65538 1 0 0 17 1 0 0 0 0 0 96 97 98 1 2 3 4 0\n";
  const ancestor = readAncestor(hostWith(text), 4242);
  assertEquals([ancestor?.parentPid, ancestor?.started(9_876_540_000_000)], [4200, true]);
});

Deno.test("readAncestor() finds nobody where the process has gone or the text is none", () => {
  for (const text of [undefined, "", ")", "1 (sh)", "1 (sh) S", "1 (sh) S x", "1 (sh) S 1 1 1"]) {
    assertEquals(readAncestor(hostWith(text), 1), undefined, text);
  }
});

Deno.test("readAncestor() asks for the process and no more than it needs", () => {
  const asked: unknown[] = [];
  const host: HostAccess = {
    read: (...call) => void asked.push(call),
    link: () => undefined,
  };
  readAncestor(host, 77);
  assertEquals(asked, [["/proc/77/stat", 1024]]);
});

Deno.test("readAncestor() never throws", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), fc.string(), (head, tail) => {
    const ancestor = readAncestor(hostWith(`${head})${tail}`), 1);
    if (ancestor !== undefined) ancestor.started(0);
  }));
});
