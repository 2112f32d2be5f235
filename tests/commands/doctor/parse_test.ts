import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { cgroupMode } from "../../../src/commands/doctor/parse/cgroup_mode.ts";
import { isBefore, parseKernelVersion } from "../../../src/commands/doctor/parse/kernel_version.ts";
import { parseLockdown } from "../../../src/commands/doctor/parse/lockdown.ts";
import { hidesProcesses, parseMounts } from "../../../src/source/mounts.ts";
import { parseNamespaceLink } from "../../../src/commands/doctor/parse/namespace_link.ts";
import { parseProcessStatus } from "../../../src/commands/doctor/parse/process_status.ts";
import {
  HIDING_MOUNTS,
  HYBRID_MOUNTS,
  LEGACY_MOUNTS,
  ROOT_STATUS,
  statusWith,
  UNIFIED_MOUNTS,
  USER_STATUS,
} from "./proc_text.ts";

Deno.test("parseKernelVersion() reads releases of distributions", () => {
  const version = (release: string) => {
    const found = parseKernelVersion(release);
    return found && `${found.major}.${found.minor}`;
  };
  assertEquals(version("6.1.0-18-amd64"), "6.1");
  assertEquals(version("5.10.0"), "5.10");
  assertEquals(version("4.18.0-553.el8_10.x86_64"), "4.18");
  assertEquals(version("6.18.44-fc-v657\n"), "6.18");
  for (const bad of ["", "Linux", "6", "x.y"]) assertEquals(version(bad), undefined);
});

Deno.test("isBefore() compares numbers, not text, and trusts an unknown kernel", () => {
  assert(isBefore({ major: 5, minor: 7 }, 5, 8));
  assert(isBefore({ major: 4, minor: 18 }, 5, 8));
  assert(!isBefore({ major: 5, minor: 8 }, 5, 8));
  assert(!isBefore({ major: 5, minor: 10 }, 5, 8));
  assert(!isBefore({ major: 6, minor: 1 }, 5, 8));
  assert(!isBefore(undefined, 5, 8));
});

Deno.test("parseProcessStatus() takes the effective user and capabilities", () => {
  assertEquals(parseProcessStatus(ROOT_STATUS), {
    uid: 0,
    capabilities: 0x1fffeffffffn,
    isFiltered: false,
  });
  const user = USER_STATUS.replace("1000\t1000", "1000\t1001").replace(
    "Seccomp:\t0",
    "Seccomp:\t2",
  );
  assertEquals(parseProcessStatus(user), { uid: 1001, capabilities: 0n, isFiltered: true });
  assertEquals(parseProcessStatus(statusWith(39)).capabilities, 1n << 39n);
  assertThrows(() => parseProcessStatus("Name:\tcat\n"), RangeError, "no CapEff");
});

Deno.test("parseLockdown() reads the word in brackets", () => {
  assertEquals(parseLockdown("[none] integrity confidentiality\n"), "none");
  assertEquals(parseLockdown("none [integrity] confidentiality\n"), "integrity");
  assertEquals(parseLockdown("none integrity [confidentiality]\n"), "confidentiality");
  for (const bad of ["", "none", "[other]"]) assertEquals(parseLockdown(bad), undefined);
});

Deno.test("parseNamespaceLink() reads the inode number", () => {
  assertEquals(parseNamespaceLink("pid:[4026531836]"), 4026531836);
  for (const bad of ["", "pid:4026531836", "/proc/1"]) {
    assertEquals(parseNamespaceLink(bad), undefined);
  }
});

Deno.test("parseMounts() reads root, path, type and the file system's options", () => {
  assertEquals(parseMounts(UNIFIED_MOUNTS).slice(1), [
    { root: "/", path: "/sys/fs/cgroup", type: "cgroup2", options: ["rw"] },
    { root: "/", path: "/mnt/my group", type: "tmpfs", options: ["rw"] },
  ]);
  assertEquals(parseMounts("30 23\nx - y\n - \n\n"), []);
});

Deno.test("hidesProcesses() knows hidepid by name and number", () => {
  const hides = (option: string) =>
    hidesProcesses(parseMounts(UNIFIED_MOUNTS.replace("proc proc rw", `proc proc rw,${option}`)));
  assert(hidesProcesses(parseMounts(HIDING_MOUNTS)));
  for (const option of ["hidepid=1", "hidepid=2", "hidepid=ptraceable"]) assert(hides(option));
  for (const option of ["hidepid=0", "hidepid=off", "gid=4"]) assert(!hides(option), option);
  assert(!hidesProcesses([]));
});

Deno.test("cgroupMode() tells v1, v2 and hybrid, and by what containers are told", () => {
  assertEquals(cgroupMode(parseMounts(UNIFIED_MOUNTS)), {
    mode: "v2",
    unified: "/sys/fs/cgroup",
    legacy: [],
    telling: ["v2"],
  });
  assertEquals(cgroupMode(parseMounts(HYBRID_MOUNTS)), {
    mode: "hybrid",
    unified: "/sys/fs/cgroup/unified",
    legacy: ["cpu", "memory", "pids", "name=systemd"],
    telling: ["pids", "memory", "v2", "name=systemd"],
  });
  assertEquals(cgroupMode(parseMounts(LEGACY_MOUNTS)), {
    mode: "v1",
    unified: undefined,
    legacy: ["cpu", "memory", "pids", "name=systemd"],
    telling: ["pids", "memory", "name=systemd"],
  });
  assertEquals(cgroupMode([]).mode, "none");
});

Deno.test("cgroupMode() keeps controllers that share a hierarchy together", () => {
  const mounts = parseMounts("34 29 0:30 / /cg rw - cgroup cgroup rw,xattr,cpu,cpuacct\n");
  assertEquals(cgroupMode(mounts).legacy, ["cpu,cpuacct"]);
});

Deno.test("parsers take any text", () => {
  fc.assert(fc.property(fc.string(), fc.string(), (a, b) => {
    parseKernelVersion(a);
    parseLockdown(a);
    parseNamespaceLink(a);
    const mounts = parseMounts(`${a} - ${b}\n${b}`);
    cgroupMode(mounts);
    hidesProcesses(mounts);
  }));
});
