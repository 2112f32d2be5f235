import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { Check, DoctorContext, Finding } from "../../../src/commands/doctor/check.ts";
import { CHECKS } from "../../../src/commands/doctor/checks.ts";
import { runCheck } from "../../../src/commands/doctor/run_check.ts";
import { ShimError } from "../../../src/shim/shim_error.ts";
import { fakeDaemon, listOf } from "../../enrich/api/fake_daemon.ts";
import { fakeContext, fakeFiles, fakeTracer } from "./fake_context.ts";
import { HIDING_MOUNTS, LEGACY_MOUNTS, statusWith, USER_STATUS } from "./proc_text.ts";

function check(name: string): Check {
  const found = CHECKS.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no check ${name}`);
  return found;
}

async function run(name: string, parts: Partial<DoctorContext> = {}): Promise<Finding> {
  return await runCheck(check(name), fakeContext(parts));
}

/** A check on a host with these files changed. */
function on(name: string, changes: Readonly<Record<string, string | undefined>>) {
  return run(name, { files: fakeFiles(changes) });
}

Deno.test("CHECKS that read files are content with a good host", async () => {
  for (const name of ["kernel", "btf", "privileges", "policy", "cgroups", "namespaces"]) {
    const { status, remedy } = await run(name);
    assertEquals([status, remedy], ["ok", undefined], name);
  }
});

Deno.test("CHECKS end in a finding, with a remedy, where nothing can be read", async () => {
  const files = {
    read: () => ({ text: undefined, reason: "permission denied" }),
    link: () => ({ text: undefined, reason: "permission denied" }),
  };
  const docker = { flag: "/nonexistent/docker.sock", env: {} };
  const tracer = fakeTracer(() => new Error("no shim"));
  for (const { name } of CHECKS) {
    const { status, remedy, detail } = await run(name, { files, docker, tracer });
    assert(detail !== "");
    assertEquals(remedy !== undefined, status === "warn" || status === "fail", name);
  }
});

Deno.test("CHECKS have different names of one word", () => {
  const names = CHECKS.map(({ name }) => name);
  assertEquals(new Set(names).size, names.length);
  for (const name of names) assertMatch(name, /^[a-z-]+$/);
});

Deno.test("kernel warns of a release below 5.8", async () => {
  const { status, detail } = await on("kernel", {
    "/proc/sys/kernel/osrelease": "5.4.0-1-amd64\n",
  });
  assertEquals([status, detail], ["warn", "Linux 5.4.0-1-amd64 is older than 5.8"]);
});

Deno.test("btf fails when the kernel has none, or hides it", async () => {
  const path = "/sys/kernel/btf/vmlinux";
  assertEquals((await on("btf", { [path]: undefined })).status, "fail");
  assertEquals((await on("btf", { [path]: "" })).status, "fail");
});

Deno.test("privileges names each missing capability and what it is for", async () => {
  const { status, detail, remedy } = await on("privileges", { "/proc/self/status": USER_STATUS });
  assertEquals(status, "fail");
  assertMatch(detail, /^uid 1000 lacks CAP_BPF \(to .+\), CAP_PERFMON \(to .+\)$/);
  assertStringIncludes(remedy ?? "", "setcap cap_bpf,cap_perfmon=ep");
  const half = await on("privileges", { "/proc/self/status": statusWith(39) });
  assert(!half.detail.includes("CAP_BPF"));
  assertStringIncludes(half.detail, "CAP_PERFMON");
});

Deno.test("privileges warns where an old kernel leaves only arguments unread", async () => {
  const { status, detail } = await on("privileges", {
    "/proc/sys/kernel/osrelease": "5.15.0\n",
    "/proc/self/status": statusWith(38, 39),
    "/proc/self/mountinfo": HIDING_MOUNTS,
  });
  assertEquals(status, "warn");
  assertStringIncludes(detail, "CAP_SYS_PTRACE");
});

Deno.test("privileges fails in a user namespace, whatever the capabilities", async () => {
  const { status, detail } = await on("privileges", { "/proc/self/ns/user": "user:[4026532177]" });
  assertEquals(status, "fail");
  assertStringIncludes(detail, "user namespace");
});

Deno.test("privileges fails with one line on a status without capabilities", async () => {
  const { status, detail } = await on("privileges", { "/proc/self/status": "Name:\tcat\n" });
  assertEquals([status, detail], ["fail", "/proc/self/status tells no Uid or no CapEff"]);
});

Deno.test("policy fails under confidentiality alone, and tells what it saw", async () => {
  const path = "/sys/kernel/security/lockdown";
  const under = (text: string | undefined) => on("policy", { [path]: text });
  assertEquals((await under("none integrity [confidentiality]\n")).status, "fail");
  assertEquals((await under("none [integrity] confidentiality\n")).status, "ok");
  const { status, detail } = await under(undefined);
  assertEquals(status, "ok");
  assertEquals(detail, "lockdown not told, BPF without privilege off, seccomp off");
});

Deno.test("cgroups tells the mode, and warns where nothing tells containers apart", async () => {
  const withMounts = (text: string) => on("cgroups", { "/proc/self/mountinfo": text });
  assertMatch(
    (await withMounts(LEGACY_MOUNTS)).detail,
    /^v1: .* by pids, then memory, then name=systemd$/,
  );
  const poor = LEGACY_MOUNTS.split("\n").filter((line) => !/pids|memory|systemd/.test(line));
  assertEquals((await withMounts(poor.join("\n"))).status, "warn");
  assertEquals((await withMounts("")).status, "note");
});

Deno.test("namespaces warns of another pid namespace, not of another cgroup namespace", async () => {
  assertEquals(
    (await on("namespaces", { "/proc/self/ns/pid": "pid:[4026532200]" })).status,
    "warn",
  );
  const { status, detail } = await on("namespaces", {
    "/proc/self/ns/cgroup": "cgroup:[4026532201]",
  });
  assertEquals(status, "ok");
  assertEquals(detail, "the host's pid namespace, another cgroup namespace");
});

Deno.test("programs tells which ones the kernel refuses", async () => {
  const tracer = fakeTracer((kinds) =>
    kinds.some((kind) => kind === "EXEC" || kind === "ALL") ? new Error("too complex") : undefined
  );
  const { status, detail } = await run("programs", { tracer });
  assertEquals([status, detail], ["fail", "exec: too complex"]);
  assertEquals(tracer.tried, ["", "FORK", "EXEC", "EXIT", "ATTACH"]);
});

Deno.test("programs gives the first reason where all are refused, or only together", async () => {
  const all = fakeTracer(() => new ShimError("cannot find BTF", 3));
  assertEquals((await run("programs", { tracer: all })).detail, "cannot find BTF");
  const together = fakeTracer((kinds) =>
    kinds.includes("ALL") ? new Error("no memory") : undefined
  );
  assertEquals((await run("programs", { tracer: together })).detail, "no memory");
});

Deno.test("programs does not try again without privilege", async () => {
  const tracer = fakeTracer(() => new ShimError("cannot load: not permitted", 1));
  const { status, remedy } = await run("programs", { tracer });
  assertEquals([status, tracer.tried.length], ["fail", 0]);
  assertStringIncludes(remedy ?? "", "run as root");
});

Deno.test("docker tells version and number of containers", async () => {
  await using daemon = fakeDaemon({
    list: () => listOf({ Id: "a", State: "running" }, { Id: "b", State: "exited" }),
  });
  const { status, detail } = await run("docker", { docker: { flag: daemon.socket, env: {} } });
  assertEquals(status, "ok");
  assertEquals(detail, `API 1.41 at ${daemon.socket}, 2 containers, 1 running`);
});

Deno.test("docker warns of a daemon that fails, a bad setting, and one asked for in vain", async () => {
  await using daemon = fakeDaemon({ list: () => new Response("?", { status: 500 }) });
  const at = (docker: DoctorContext["docker"]) => run("docker", { docker });
  assertEquals((await at({ flag: daemon.socket, env: {} })).status, "warn");
  assertEquals((await at({ env: { DOCKER_HOST: "tcp://h:1" } })).status, "warn");
  const absent = await at({ env: { DOCKER_HOST: "unix:///nonexistent/docker.sock" } });
  assertEquals([absent.status, absent.detail], ["warn", "no socket at /nonexistent/docker.sock"]);
});

Deno.test("self-test is not tried where the programs do not load", async () => {
  const tracer = fakeTracer(() => new Error("refused"));
  assertEquals((await run("self-test", { tracer })).status, "note");
});

Deno.test("optional tells which kinds of programs the kernel takes, and fails in no case", async () => {
  const { status, detail: all } = await run("optional");
  assertEquals([status, all], ["note", "kprobe, fentry, LSM; nothing here needs them"]);
  const tracer = fakeTracer(() => undefined, { kprobe: 2, fentry: 1, LSM: 95 });
  assertEquals(
    (await run("optional", { tracer })).detail,
    "no kprobe (not in this kernel), no fentry (not permitted), no LSM (error 95); " +
      "nothing here needs them",
  );
  const { detail } = await on("optional", { "/sys/kernel/security/lsm": "lockdown,yama" });
  assertStringIncludes(detail, "no LSM (without bpf in lsm=)");
});
