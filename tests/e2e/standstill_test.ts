import { assert, assertEquals, assertMatch } from "@std/assert";
import { runCtrack, startCtrack } from "../workload/ctrack.ts";
import { type Dockerd, startDockerd } from "../workload/dockerd.ts";
import { inContainer, isOf } from "../workload/event_line.ts";
import { e2eTest } from "../workload/needs.ts";
import { command, importPrograms } from "../workload/programs.ts";
import {
  endWell,
  IMAGE,
  newContainer,
  OWN_USER,
  randomName,
  startTracing,
} from "../workload/tracing.ts";
import { stopProcess } from "../workload/stop_process.ts";

/** Longer than anything waits for, ms: a laptop's lid, a debugger, a frozen cgroup. */
const STOP_MS = 10_000;

/** Programs of each container that runs meanwhile, and the events that these make. */
const PROGRAMS = 50;

async function isTracedAfterStop(dockerd: Dockerd): Promise<void> {
  const file = `${dockerd.folder}/stopped`;
  await using ctrack = await startTracing(dockerd, "-u", OWN_USER, "-w", file);
  const names = [1, 2, 3].map((i) => randomName(`stopped-${i}`));
  await stopProcess(ctrack.pid);
  const began = performance.now();
  for (const name of names) {
    const work = ["/bin/act", "spawn", String(PROGRAMS), "/bin/leaf"];
    await dockerd.run(newContainer("run", name, "--rm", "--user", OWN_USER, IMAGE, ...work));
  }
  const over = Date.now();
  const left = STOP_MS - (performance.now() - began);
  await new Promise((resolve) => setTimeout(resolve, left));
  Deno.kill(ctrack.pid, "SIGCONT");
  assertMatch(
    await ctrack.untilStderr(/warning: ctrack did not run/),
    /^ctrack: warning: ctrack did not run for 1\d\.\ds: it was stopped, had no CPU, or waited for/,
  );
  for (const name of names) {
    const isMine = inContainer(name);
    await ctrack.until("the ends", (line) => isMine(line) && isOf("exit", "act")(line));
    const mine = ctrack.events.filter(isMine);
    const count = (event: string) => mine.filter(isOf(event, "leaf")).length;
    assertEquals([count("exec"), count("exit")], [PROGRAMS, PROGRAMS]);
    // With the times at which all this happened.
    assert(mine.filter(isOf("exit", "leaf")).every(({ time }) => Date.parse(time) <= over));
  }
  const { lines, stderr } = await endWell(ctrack, ...names);
  assertEquals(stderr.filter((line) => line.includes("warning")).length, 1);
  const { stdout } = await runCtrack(["-q", "-o", "json", "-u", OWN_USER, "-r", file]);
  assertEquals(stdout.split("\n").slice(0, -1), lines);
}

/** A mount namespace whose mounts can be taken away while ctrack runs in it. */
const OWN_MOUNTS = ["unshare", "--mount", "--propagation", "private"];

async function insideOf(pid: number, script: string): Promise<void> {
  await command("nsenter", ["--target", String(pid), "--mount", "sh", "-c", script]);
}

/** Wherever they are: another test may have mounted some. */
const UNMOUNT = "grep -E ' - cgroup2? ' /proc/self/mountinfo | cut -d ' ' -f 5 | tac | " +
  'while read -r path; do umount -l "$path"; done';
/** As on a host that has v2 alone; the controllers of this one may be elsewhere. */
const REMOUNT = "mount -t cgroup2 cgroup2 /sys/fs/cgroup";

async function needsNoCgroupFiles(dockerd: Dockerd): Promise<void> {
  const flags = ["-o", "json", "-u", OWN_USER, "--docker-socket", dockerd.socket];
  await using ctrack = await startCtrack(flags, { wrap: OWN_MOUNTS });
  for (const script of ["true", UNMOUNT, REMOUNT]) {
    await insideOf(ctrack.pid, script);
    const name = randomName("unmounted");
    const work = ["/bin/act", "spawn", "3", "/bin/leaf"];
    await dockerd.run(newContainer("run", name, "--rm", "--user", OWN_USER, IMAGE, ...work));
    const isMine = inContainer(name);
    await ctrack.until("its end", (line) => isMine(line) && isOf("exit", "act")(line));
    const mine = ctrack.events.filter(isMine);
    assertEquals(mine.filter(isOf("exec", "leaf")).length, 3);
    assertEquals(mine.filter(({ container }) => container?.label !== "ok"), []);
  }
  await endWell(ctrack);
}

async function topFollowsMounts(dockerd: Dockerd): Promise<void> {
  const name = randomName("used");
  await dockerd.run(newContainer("run", name, "-d", IMAGE, "/bin/act", "wait"));
  const flags = ["-i", "100ms", "--iterations", "1000000", "-o", "json", "-c", name];
  await using ctrack = await startCtrack(
    ["top", ...flags, "--docker-socket", dockerd.socket],
    { wrap: OWN_MOUNTS, waitReady: false },
  );
  const hasUsage = (line: string) => line.includes('"usage"');
  await ctrack.untilLine(/"memory":\{"usage":[1-9]/);
  await insideOf(ctrack.pid, UNMOUNT);
  await ctrack.untilStderr(/warning: the cgroup file systems were unmounted: CPU and memory/);
  const seen = ctrack.lines.length;
  await ctrack.untilLineCount(seen + 3);
  assertEquals(ctrack.lines.slice(seen + 1).filter(hasUsage), []);
  await insideOf(ctrack.pid, REMOUNT);
  await ctrack.untilStderr(/warning: cgroup file systems were mounted or unmounted/);
  const { code } = await ctrack.stop();
  assertEquals(code, 130);
  await dockerd.run(["rm", "-f", name]);
}

await e2eTest(
  "ctrack goes on after a standstill, and without cgroup file systems",
  ["tracing", "programs", "dockerd", "program:unshare", "program:nsenter"],
  async (t) => {
    await using dockerd = await startDockerd();
    await importPrograms(dockerd, IMAGE);
    await t.step(
      "stopped for 10 s: told, nothing lost, every name right",
      () => isTracedAfterStop(dockerd),
    );
    await t.step(
      "cgroup file systems unmounted and mounted anew: events need none",
      () => needsNoCgroupFiles(dockerd),
    );
    await t.step("top tells, and leaves CPU and memory empty", () => topFollowsMounts(dockerd));
  },
);
