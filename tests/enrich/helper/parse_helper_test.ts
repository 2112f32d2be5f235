import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { HelperClaim } from "../../../src/enrich/helper/helper.ts";
import {
  HELPER_COMMANDS,
  isHelperCommand,
  isRuntimeStage,
} from "../../../src/enrich/helper/helper_commands.ts";
import { parseHelper } from "../../../src/enrich/helper/parse_helper.ts";
import { capturedHelpers } from "./captured_helpers.ts";

const ID = "c0ffee".padEnd(64, "0");

/** What each captured command line of a scene says, ids left out; `undefined` for the ones about nothing. */
function claimsOf(scene: string): (Omit<HelperClaim, "containerId"> | undefined)[] {
  return capturedHelpers.filter((helper) => helper.scene === scene)
    .map(({ command, args, workingDirectory }) => parseHelper(command, args, workingDirectory))
    .map((claim) => claim && { ...claim, containerId: idOf(claim) });
}

function idOf({ containerId }: HelperClaim): string {
  return containerId === undefined
    ? "none"
    : /^[0-9a-f]{64}$/.test(containerId)
    ? "ID"
    : containerId;
}

Deno.test("parseHelper() reads Docker's shim and the runc below it", () => {
  const claims = claimsOf("docker").filter((claim) => claim !== undefined);
  assertEquals(claims.map(({ runtime }) => runtime), Array(claims.length).fill("docker"));
  const starting = claims.filter((claim) => claim.startsProcesses);
  // The shim, `runc create` and `runc exec`; `runc start` lets go a process that is there already.
  assertEquals(starting.length, 3);
  assertEquals(claims.length, 4);
  assert(claims.every((claim) => "containerId" in claim && claim.containerId === "ID"));
  const bundles = starting.map((claim) => claim.bundle?.replace(/[0-9a-f]{64}$/, "ID"));
  const bundle = "/t/exec/containerd/daemon/io.containerd.runtime.v2.task/moby/ID";
  assertEquals(bundles.filter((path) => path !== undefined), [bundle, bundle]);
});

Deno.test("parseHelper() reads podman's conmon, with its sessions", () => {
  const [conmon] = claimsOf("podman");
  assertEquals(conmon?.runtime, "podman");
  assertEquals(conmon?.name, "web");
  assertEquals(conmon?.startsProcesses, true);
  assert(/^\/t\/root\/vfs-containers\/[0-9a-f]{64}\/userdata$/.test(conmon?.bundle ?? ""));
  const [session] = claimsOf("podman exec");
  assertEquals(session, conmon);
  const runc = claimsOf("podman").slice(1).filter((claim) => claim?.startsProcesses);
  assertEquals(runc.map((claim) => claim?.runtime), ["podman", "podman"]);
});

Deno.test("parseHelper() reads bare runtimes", () => {
  const exec = { containerId: "web", stateFolder: "/t/state", startsProcesses: true };
  const run = { ...exec, containerId: "front", bundle: "/t/bundles/front" };
  assertEquals(claimsOf("runc exec"), [{ ...exec, runtime: "runc" }]);
  assertEquals(claimsOf("runc run"), [{ ...run, runtime: "runc" }]);
  assertEquals(claimsOf("crun exec")[0], { ...exec, runtime: "crun" });
  assertEquals(claimsOf("crun run")[0], { ...run, runtime: "crun" });
});

Deno.test("parseHelper() reads gVisor's sandbox and file server", () => {
  const common = {
    runtime: "runsc",
    bundle: "/t/bundles/web",
    stateFolder: "/t/runsc",
    startsProcesses: true,
  };
  assertEquals(claimsOf("runsc"), [
    { ...common, containerId: "web" },
    // It is told the bundle alone.
    { ...common, containerId: "none" },
    { ...common, containerId: "web" },
  ]);
});

Deno.test("parseHelper() reads LXC and systemd-nspawn", () => {
  const lxc = { runtime: "lxc", stateFolder: "/t", startsProcesses: true };
  assertEquals(claimsOf("lxc monitor"), [{ ...lxc, containerId: "web", name: "web" }]);
  assertEquals(claimsOf("lxc-start"), [{ ...lxc, containerId: "front", name: "front" }]);
  assertEquals(claimsOf("lxc-attach"), [{ ...lxc, containerId: "web", name: "web" }]);
  const machine = { runtime: "nspawn", containerId: "web", name: "web", startsProcesses: true };
  assertEquals(claimsOf("systemd-nspawn"), [machine]);
});

/** Documented command lines of what does not run here, and corners of what does. */
const WRITTEN: ReadonlyArray<readonly [line: string, claim: HelperClaim | undefined]> = [
  [
    `/usr/libexec/crio/conmon -b /run/containers/storage/overlay-containers/${ID}/userdata -c ${ID} ` +
    `--exit-dir /var/run/crio/exits -l /var/log/pods/x/0.log --log-level info ` +
    `-n k8s_nginx_web-0_shop_1d2c3b4a_0 -P /run/x/conmon-pidfile -p /run/x/pidfile ` +
    `-r /usr/bin/runc --runtime-arg --root=/run/runc --socket-dir-path /var/run/crio -u ${ID} -s`,
    {
      runtime: "crio",
      containerId: ID,
      name: "k8s_nginx_web-0_shop_1d2c3b4a_0",
      bundle: `/run/containers/storage/overlay-containers/${ID}/userdata`,
      stateFolder: "/run/runc",
      startsProcesses: true,
    },
  ],
  ["/usr/bin/conmon --version", undefined],
  [
    `containerd-shim-runc-v2 -namespace k8s.io -id ${ID} -address /run/containerd/containerd.sock`,
    {
      runtime: "containerd",
      containerId: ID,
      namespace: "k8s.io",
      socket: "/run/containerd/containerd.sock",
      // It serves a pod: what starts below may be any container of it.
      startsProcesses: false,
    },
  ],
  [
    `containerd-shim -namespace default -workdir /var/lib/containerd/io.containerd.runtime.v1.linux/default/web ` +
    `-address /run/containerd/containerd.sock -containerd-binary /usr/bin/containerd`,
    {
      runtime: "containerd",
      containerId: "web",
      namespace: "default",
      socket: "/run/containerd/containerd.sock",
      startsProcesses: true,
    },
  ],
  [
    `docker-containerd-shim ${ID} /var/run/docker/libcontainerd/${ID} docker-runc`,
    {
      runtime: "docker",
      containerId: ID,
      bundle: `/var/run/docker/libcontainerd/${ID}`,
      startsProcesses: true,
    },
  ],
  [
    `runc --root /run/containerd/runc/k8s.io --log /x/log.json --log-format json create ` +
    `--bundle /run/containerd/io.containerd.runtime.v2.task/k8s.io/${ID} --pid-file /x/init.pid ${ID}`,
    {
      runtime: "containerd",
      containerId: ID,
      namespace: "k8s.io",
      bundle: `/run/containerd/io.containerd.runtime.v2.task/k8s.io/${ID}`,
      stateFolder: "/run/containerd/runc/k8s.io",
      startsProcesses: true,
    },
  ],
  [
    `buildkit-runc --log /var/lib/buildkit/runc-overlayfs/executor/runc-log.json --log-format json run ` +
    `--bundle /var/lib/buildkit/runc-overlayfs/executor/k3x --keep k3x`,
    {
      runtime: "buildkit",
      containerId: "k3x",
      bundle: "/var/lib/buildkit/runc-overlayfs/executor/k3x",
      startsProcesses: true,
    },
  ],
  [
    "youki -r state run -b ../b web",
    {
      runtime: "youki",
      containerId: "web",
      bundle: "/b",
      stateFolder: "/cwd/state",
      startsProcesses: true,
    },
  ],
  ["runc exec -t --user 0:0 -e A=1 web sh", {
    runtime: "runc",
    containerId: "web",
    startsProcesses: true,
  }],
  ["runc run -bundle /b -d web", {
    runtime: "runc",
    containerId: "web",
    bundle: "/b",
    startsProcesses: true,
  }],
  ["crun run -b/b -d web", {
    runtime: "crun",
    containerId: "web",
    bundle: "/b",
    startsProcesses: true,
  }],
  [
    `runsc-gofer --root=/var/run/docker/runtime-runc/moby --log-fd=3 gofer ` +
    `--bundle /run/containerd/io.containerd.runtime.v2.task/moby/${ID} --spec-fd=4`,
    {
      runtime: "docker",
      containerId: ID,
      bundle: `/run/containerd/io.containerd.runtime.v2.task/moby/${ID}`,
      stateFolder: "/var/run/docker/runtime-runc/moby",
      startsProcesses: true,
    },
  ],
  ["runc list", undefined],
  ["runc init", undefined],
  ["runc run", undefined],
  ["runc run ../../etc", undefined],
  ["runc run ..", undefined],
  ["lxc-start web -P /srv/lxc", {
    runtime: "lxc",
    containerId: "web",
    name: "web",
    stateFolder: "/srv/lxc",
    startsProcesses: true,
  }],
  ["lxc-start -dn web", { runtime: "lxc", containerId: "web", name: "web", startsProcesses: true }],
  [
    "incusd forkstart web /var/lib/incus/containers /var/log/incus/web/lxc.conf",
    {
      runtime: "lxc",
      containerId: "web",
      name: "web",
      stateFolder: "/var/lib/incus/containers",
      startsProcesses: true,
    },
  ],
  ["lxd --group lxd", undefined],
  ["libvirt_lxc --name web --console 23 --security=none", {
    runtime: "libvirt-lxc",
    containerId: "web",
    name: "web",
    startsProcesses: true,
  }],
  ["docker-proxy -proto tcp -host-ip 0.0.0.0 -container-ip 172.17.0.2", {
    runtime: "docker",
    startsProcesses: false,
  }],
  ["buildkitd --addr unix:///run/buildkit/buildkitd.sock", {
    runtime: "buildkit",
    socket: "/run/buildkit/buildkitd.sock",
    startsProcesses: false,
  }],
  ["/usr/bin/containerd", { runtime: "containerd", startsProcesses: false }],
  ["containerd -c /x/config.toml -a /x/containerd.sock --state /x", {
    runtime: "containerd",
    socket: "/x/containerd.sock",
    startsProcesses: false,
  }],
  ["containerd --config /var/run/docker/containerd/containerd.toml", {
    runtime: "docker",
    startsProcesses: false,
  }],
  ["containerd --config /x/config.toml config dump", undefined],
  ["cat /etc/passwd", undefined],
];

for (const [line, claim] of WRITTEN) {
  Deno.test(`parseHelper() reads ${line.slice(0, 60)}`, () => {
    assertEquals(parseHelper("unknown", line.split(" "), "/cwd"), claim);
  });
}

/** systemd-nspawn's names, tried with systemd 252. */
const MACHINES: ReadonlyArray<readonly [line: string, id: string, name: string | undefined]> = [
  ["-D ./my_Root.x", "myRoot.x", "myRoot.x"],
  ["--directory=/srv/web/ -b", "web", "web"],
  ["-D /srv/-a..b-_\u00e9", "a.b", "a.b"],
  ["-xD /srv/web", "web", undefined],
  ["-i /var/lib/machines/web.raw", "web", "web"],
  ["-qM front -D /srv/web sh -M liar", "front", "front"],
  ["", "cwd", "cwd"],
];

for (const [line, id, name] of MACHINES) {
  Deno.test(`parseHelper() names the machine of systemd-nspawn ${line}`, () => {
    const args = ["systemd-nspawn", ...line.split(" ").filter((arg) => arg !== "")];
    const claim = parseHelper("systemd-nspawn", args, "/cwd");
    assertEquals([claim?.containerId, claim?.name], [id, name]);
  });
}

Deno.test("parseHelper() never throws, and claims only what is safe as a path", () => {
  const words = fc.constantFrom(
    ...[
      "runc",
      "conmon",
      "containerd-shim",
      "lxc-start",
      "systemd-nspawn",
      "runsc",
      "-c",
      "-n",
      "-M",
    ],
    ...[
      "--root",
      "--bundle",
      "run",
      "exec",
      "create",
      "-namespace",
      "-id",
      "../..",
      ".",
      "a/b",
      "\0",
    ],
    ...[
      "",
      "-",
      "--",
      "--=",
      "=",
      "\x1b[31m",
      "\ud800",
      "-nweb",
      "[lxc monitor] /a ..",
      "__proto__",
    ],
  );
  const word = fc.oneof(words, fc.string({ maxLength: 300 }));
  fc.assert(fc.property(word, fc.array(word, { maxLength: 12 }), word, (command, args, cwd) => {
    const claim = parseHelper(command, args, cwd);
    if (claim === undefined) return;
    const { containerId, bundle, stateFolder, socket } = claim;
    // deno-lint-ignore no-control-regex
    if (containerId !== undefined) assert(!/^\.{0,2}$|[/\x00-\x1f]/.test(containerId), containerId);
    for (const path of [bundle, stateFolder, socket]) {
      if (path !== undefined) assert(path.startsWith("/") && !/\/\.{1,2}(?:\/|$)|\0/.test(path));
    }
  }));
});

Deno.test("HELPER_COMMANDS are names as the kernel has them", () => {
  for (const name of HELPER_COMMANDS) assert(name.length <= 15, name);
  for (const { command } of capturedHelpers) assert(isHelperCommand(command), command);
  assert(!isHelperCommand("sh"));
  for (const number of ["6", "12", "123"]) assert(isHelperCommand(number), number);
  for (const other of ["", "1234", "6a", "a6"]) assert(!isHelperCommand(other), other);
});

Deno.test("isRuntimeStage() knows what was measured, and no program's name", () => {
  const stages = ["runc:[0:PARENT]", "runc:[1:CHILD]", "runc:[2:INIT]", "runc", "exe", "6", "crun"];
  const others = ["lxc-start", "lxc-attach", "memfd:lxc-attac", "systemd-nspawn", "youki:[2:INIT]"];
  for (const name of [...stages, ...others]) assert(isRuntimeStage(name), name);
  for (const name of ["sh", "sleep", "runcx", "nsenter", "", "1234"]) {
    assert(!isRuntimeStage(name), name);
  }
});
