import { assertEquals } from "@std/assert";
import { readPodmanSockets } from "../../../src/enrich/podman/read_podman_sockets.ts";

Deno.test("readPodmanSockets() reads lists of paths, each once", () => {
  assertEquals(readPodmanSockets([]), undefined);
  const values = ["/a,unix:///b", "/a", "c"];
  assertEquals(readPodmanSockets(values), ["/a", "/b", "c"]);
});

Deno.test("readPodmanSockets() tells what is no path", () => {
  const faults = [
    ["", '"" is empty'],
    ["/a,", '"" is empty'],
    ["tcp://x:1", '"tcp://x:1" is no path'],
    ["/a\0", '"/a\\u0000" holds a zero byte'],
    [
      "/\u00e9".repeat(36),
      `"${"/\u00e9".repeat(36)}" is longer than the 107 bytes of a socket's path`,
    ],
  ] as const;
  for (const [value, fault] of faults) {
    assertEquals(readPodmanSockets([value]), {
      error: `--podman-socket ${fault}`,
      remedy: "give a socket's path",
    });
  }
});
