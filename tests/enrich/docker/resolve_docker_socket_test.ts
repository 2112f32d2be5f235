import { assertEquals } from "@std/assert";
import { resolveDockerSocket } from "../../../src/enrich/docker/resolve_docker_socket.ts";

Deno.test("resolveDockerSocket() takes the flag, then DOCKER_HOST, then the default", () => {
  const env = { DOCKER_HOST: "unix:///run/b.sock" };
  assertEquals(resolveDockerSocket({ flag: "/a.sock", env }), {
    path: "/a.sock",
    from: "--docker-socket",
  });
  assertEquals(resolveDockerSocket({ flag: "unix:///a.sock", env }), {
    path: "/a.sock",
    from: "--docker-socket",
  });
  assertEquals(resolveDockerSocket({ flag: undefined, env }), {
    path: "/run/b.sock",
    from: "DOCKER_HOST",
  });
  for (const empty of [{}, { DOCKER_HOST: "" }, { XDG_RUNTIME_DIR: "/run/user/1000" }]) {
    assertEquals(resolveDockerSocket({ env: empty }), {
      path: "/var/run/docker.sock",
      from: "default",
    });
  }
});

Deno.test("resolveDockerSocket() says what to do about another kind of DOCKER_HOST", () => {
  const hosts = [
    "tcp://10.0.0.1:2375",
    "ssh://host",
    "fd://",
    "unix://",
    "unix://a.sock",
    "/a.sock",
  ];
  for (const DOCKER_HOST of hosts) {
    assertEquals(resolveDockerSocket({ env: { DOCKER_HOST } }), {
      error: `DOCKER_HOST "${DOCKER_HOST}" is not unix:///PATH, and containers on this host are ` +
        "asked for over a unix socket only",
      remedy: "give --docker-socket PATH, or unset DOCKER_HOST to use /var/run/docker.sock",
    });
  }
});

Deno.test("resolveDockerSocket() refuses a flag that no socket can have", () => {
  const flags = [
    ["", '"" is empty'],
    ["tcp://h:1", '"tcp://h:1" is no path'],
    ["/a\0b", '"/a\\u0000b" holds a zero byte'],
    [
      `/${"x".repeat(107)}`,
      `"/${"x".repeat(107)}" is longer than the 107 bytes of a socket's path`,
    ],
  ] as const;
  for (const [flag, fault] of flags) {
    assertEquals(resolveDockerSocket({ flag, env: {} }), {
      error: `--docker-socket ${fault}`,
      remedy: "give a socket's path",
    });
  }
  assertEquals(resolveDockerSocket({ flag: `/${"x".repeat(106)}`, env: {} }), {
    path: `/${"x".repeat(106)}`,
    from: "--docker-socket",
  });
});
