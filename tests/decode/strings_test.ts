import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { decodeArgs } from "../../src/decode/decode_args.ts";
import { decodePath } from "../../src/decode/decode_path.ts";
import { signalName } from "../../src/decode/signal_name.ts";

const encode = (text: string) => new TextEncoder().encode(text);

const wellFormed = fc.string({ unit: "grapheme" }).map((text) => text.replaceAll("\0", ""));

Deno.test("decodePath() puts the root first", () => {
  assertEquals(decodePath(encode("sh\0bin\0usr\0")), "/usr/bin/sh");
});

Deno.test("decodePath() takes no component for the root", () => {
  assertEquals(decodePath(new Uint8Array()), "/");
});

Deno.test("decodePath() leaves out a component without its end", () => {
  assertEquals(decodePath(encode("sh\0bin\0us")), "/bin/sh");
});

Deno.test("decodePath() keeps newlines and bytes that are no text", () => {
  assertEquals(decodePath(Uint8Array.from([0xff, 0x0a, 0, 0x61, 0])), "/a/\udcff\n");
});

Deno.test("decodePath() undoes the kernel's walk", () => {
  const component = wellFormed.filter((text) => text !== "" && !text.includes("/"));
  fc.assert(fc.property(fc.array(component, { minLength: 1 }), (components) => {
    const walked = components.toReversed().map((name) => `${name}\0`).join("");
    assertEquals(decodePath(encode(walked)), `/${components.join("/")}`);
  }));
});

Deno.test("decodeArgs() keeps empty arguments, the last one too", () => {
  assertEquals(decodeArgs(encode("a\0\0b\0\0")), ["a", "", "b", ""]);
  assertEquals(decodeArgs(encode("\0")), [""]);
  assertEquals(decodeArgs(new Uint8Array()), []);
});

Deno.test("decodeArgs() keeps a last argument that was cut", () => {
  assertEquals(decodeArgs(encode("sh\0-c\0tru")), ["sh", "-c", "tru"]);
});

Deno.test("decodeArgs() undoes the block of arguments", () => {
  fc.assert(fc.property(fc.array(wellFormed), (args) => {
    assertEquals(decodeArgs(encode(args.map((arg) => `${arg}\0`).join(""))), args);
  }));
});

Deno.test("signalName() knows each signal of the kernel", () => {
  const known = [[1, "SIGHUP"], [9, "SIGKILL"], [11, "SIGSEGV"], [15, "SIGTERM"]] as const;
  for (const [signal, name] of [...known, [31, "SIGSYS"] as const]) {
    assertEquals(signalName(signal), name);
  }
});

Deno.test("signalName() counts real-time signals from the C library's first", () => {
  assertEquals([34, 35, 64].map(signalName), ["SIGRTMIN+0", "SIGRTMIN+1", "SIGRTMIN+30"]);
});

Deno.test("signalName() gives every number a name of its own", () => {
  const names = Array.from({ length: 128 }, (_, signal) => signalName(signal));
  assertEquals(new Set(names).size, 128);
  assertEquals([names[32], names[33]], ["SIG32", "SIG33"]);
});
