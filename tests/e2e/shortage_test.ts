import { assert, assertEquals, assertMatch } from "@std/assert";
import { buildPrograms as buildBench } from "../bench/build.ts";
import { makeContainerCgroup } from "../bench/container_cgroup.ts";
import { type Ctrack, runCtrack, startCtrack } from "../workload/ctrack.ts";
import { type Dockerd, startDockerd } from "../workload/dockerd.ts";
import { inContainer, isOf } from "../workload/event_line.ts";
import { smallDisk } from "../workload/small_disk.ts";
import { makeMemoryCgroup } from "../workload/memory_cgroup.ts";
import { e2eTest } from "../workload/needs.ts";
import { command, importPrograms } from "../workload/programs.ts";
import { endWell, IMAGE, newContainer, OWN_USER, randomName } from "../workload/tracing.ts";

const NO_DOCKER = ["--docker-socket", "/no/such/socket"];

/** What `docker run` gets for a container of ours. */
const MINE = ["--user", OWN_USER, IMAGE];

/** How many files a process may open from now on; those that are open stay so. */
async function limitFiles(pid: number, count: number): Promise<void> {
  await command("prlimit", [`--pid=${pid}`, `--nofile=${count}:`]);
}

function warningsOf({ stderr }: Ctrack): readonly string[] {
  // A busy host may hold up a process for a moment, which is told and of no matter here.
  return stderr.filter((line) => line.includes("warning") && !line.includes("did not run for"));
}

await e2eTest(
  "ctrack goes on without a file to open",
  ["tracing", "programs", "dockerd", "program:prlimit"],
  async (t) => {
    await t.step("too few from the start: one error, 3", async () => {
      for (const count of [16, 40, 63]) {
        const wrap = ["prlimit", `--nofile=${count}`];
        const { code, stdout, stderr } = await runCtrack(NO_DOCKER, { wrap });
        assertEquals([code, stdout, stderr.split("\n")], [3, "", [
          "ctrack: cannot start tracing",
          `  because: ${count} files may be open at a time, and ctrack needs 64`,
          "  try: raise the limit of open files, such as with ulimit -n 1024",
          "",
        ]]);
      }
    });

    await t.step("no file large enough for the shim: one error, 3", async () => {
      const { code, stdout, stderr } = await runCtrack(NO_DOCKER, {
        wrap: ["prlimit", "--fsize=8192"],
      });
      assertEquals([code, stdout], [3, ""]);
      assertMatch(
        stderr,
        /^ctrack: cannot start tracing\n {2}because: a file may have 8192 bytes, .*\n {2}try: raise .*ulimit -f.*\n$/,
      );
    });

    await t.step("none left while it runs: events go on, names follow", async () => {
      await using dockerd = await startDockerd({ args: ["--live-restore"] });
      await importPrograms(dockerd, IMAGE);
      await using ctrack = await startCtrack([
        ...["-o", "json", "-u", OWN_USER, "--docker-socket", dockerd.socket],
      ]);
      await limitFiles(ctrack.pid, 3);
      await ctrack.untilStderr(/warning: no more files can be opened: .* raise the limit/);
      // What Docker tells comes by a connection that stands.
      const heard = await runOne(dockerd, ctrack, "heard");
      assertEquals(heard.container?.label, "ok");
      // Another connection is not to be had.
      await dockerd.restart();
      await ctrack.untilStderr(/warning: docker does not answer/);
      const name = randomName("unheard");
      const id = await dockerd.run(newContainer("run", name, "-d", ...MINE, "/bin/act", "wait"));
      const [start] = await ctrack.until(
        "its start",
        (line) => line.container?.id === id && isOf("exec", "act")(line),
      );
      assertEquals(start?.container, { id, label: "unknown", kind: "docker" });
      await limitFiles(ctrack.pid, 1024);
      const [told] = await ctrack.until(
        "its name",
        (line) => line.container?.id === id && line.action === "label",
      );
      assertEquals(told?.container?.name, name);
      assertEquals((await runOne(dockerd, ctrack, "after")).container?.label, "ok");
      const [files, docker, ...others] = warningsOf(ctrack);
      assertMatch(files ?? "", /no more files can be opened/);
      assertMatch(docker ?? "", /docker does not answer/);
      assertEquals(others, []);
      await dockerd.run(["rm", "-f", name]);
      await endWell(ctrack);
    });
  },
);

/** Runs a short container; gives the line of its end. */
async function runOne(dockerd: Dockerd, ctrack: Ctrack, word: string) {
  const name = randomName(word);
  await dockerd.run(newContainer("run", name, "--rm", ...MINE, "/bin/leaf", "exit", "0"));
  const [end] = await ctrack.until(
    `the end of ${word}`,
    (line) => inContainer(name)(line) && isOf("exit", "leaf")(line),
  );
  if (end === undefined) throw new Error(`${word} did not end`);
  return end;
}

const MIB = 1 << 20;

/** As many containers as come and go under the limit. */
const CHURNED = 5000;

/** Whether each of these programs and maps is still in the kernel. */
async function kernelHas(objects: readonly string[]): Promise<boolean[]> {
  return await Promise.all(objects.map(async (object) => {
    const [kind = "", id = ""] = object.split(" ");
    const { success } = await new Deno.Command("bpftool", {
      args: [kind, "show", "id", id],
      stdout: "null",
      stderr: "null",
    }).output();
    return success;
  }));
}

/** Programs and maps that a process holds, such as `prog 17`. */
async function kernelObjects(pid: number): Promise<readonly string[]> {
  const found = new Set<string>();
  for await (const { name } of Deno.readDir(`/proc/${pid}/fdinfo`)) {
    const text = await Deno.readTextFile(`/proc/${pid}/fdinfo/${name}`).catch(() => "");
    const [, kind, id] = /^(prog|map)_id:\s*(\d+)$/m.exec(text) ?? [];
    if (kind !== undefined) found.add(`${kind} ${id}`);
  }
  return [...found];
}

await e2eTest(
  "ctrack lives within a limit of memory",
  ["tracing", "programs", "program:bpftool"],
  async (t) => {
    const programs = await buildBench();
    await using container = await makeContainerCgroup();

    await t.step("120 MiB: containers come and go, nothing is lost, nobody is killed", async () => {
      await using limited = await makeMemoryCgroup(120 * MIB);
      const prefix = container.id.slice(0, 16);
      const ours = new RegExp(`^${prefix}`);
      await using ctrack = await startCtrack(
        ["-o", "json", "-e", "exec,exit", "-c", prefix, ...NO_DOCKER],
        { wrap: limited.wrap },
      );
      await command(programs.churn, [container.parent, prefix, String(CHURNED), programs.tiny]);
      const isEnd = isOf("exit", "tiny");
      await ctrack.until("their ends", (line) => isEnd(line), CHURNED);
      const { events } = await endWell(ctrack);
      const ids = new Set(
        events.filter(isOf("exec", "tiny")).map(({ container }) => container?.id ?? ""),
      );
      assertEquals([ids.size, [...ids].every((id) => ours.test(id))], [CHURNED, true]);
      assertEquals(await limited.kills(), 0);
    });

    await t.step("a buffer that does not fit: one error, 3", async () => {
      await using limited = await makeMemoryCgroup(120 * MIB);
      const { code, stderr } = await runCtrack(["--buffer-size", "256M", ...NO_DOCKER], {
        wrap: limited.wrap,
      });
      assertEquals(code, 3, stderr);
      const [what, why, remedy, ...rest] = stderr.split("\n");
      assertEquals([what, rest], ["ctrack: cannot start tracing", [""]]);
      assertEquals(
        why,
        "  because: a buffer of 256M and 64M for the rest are more than the cgroup's 120M",
      );
      assertEquals(remedy, "  try: give it more memory, or a smaller --buffer-size");
    });

    await t.step("killed for want of memory: nothing is left behind", async () => {
      await using limited = await makeMemoryCgroup(120 * MIB);
      const folder = await Deno.makeTempDir({ prefix: "ctrack-killed-" });
      try {
        const file = `${folder}/run`;
        await using ctrack = await startCtrack(["--host", "-w", file, ...NO_DOCKER], {
          wrap: limited.wrap,
        });
        const objects = await kernelObjects(ctrack.pid);
        assertEquals([objects.length > 10, new Set(await kernelHas(objects))], [
          true,
          new Set([true]),
        ]);
        await Deno.writeTextFile(`/proc/${ctrack.pid}/oom_score_adj`, "1000");
        const [program = "", ...args] = limited.wrap;
        const greedy = ["sh", "-c", `head -c ${110 * MIB} /dev/zero | tail | wc -c`];
        await new Deno.Command(program, { args: [...args, ...greedy], stdout: "null" }).output();
        const { code } = await ctrack.finished();
        assertEquals(code, 137);
        assert(await limited.kills() > 0);
        await gone(objects);
        assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["run"]);
        const replayed = await runCtrack(["-r", file, "--fail-on-lost"]);
        assertEquals(replayed.code, 1);
        assertMatch(replayed.stderr, /run: it has no end: .* was killed/);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    });
  },
);

/** The kernel frees programs and maps a moment after their last holder has gone. */
async function gone(objects: readonly string[]): Promise<void> {
  for (let tries = 200; tries > 0; tries--) {
    if (!(await kernelHas(objects)).includes(true)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("programs or maps are left in the kernel");
}

await e2eTest(
  "ctrack records again when a full disk has room",
  ["tracing", "programs"],
  async () => {
    const programs = await buildBench();
    await using container = await makeContainerCgroup();
    await using disk = await smallDisk("16k");
    const file = `${disk.path}/run`;
    const flags = ["-o", "json", "-e", "exec", "-c", container.id.slice(0, 16)];
    await using ctrack = await startCtrack([...flags, ...NO_DOCKER, "-w", file]);
    const churn = (count: number) => {
      const prefix = container.id.slice(0, 16) + (++churned).toString(16).padStart(4, "0");
      return command(programs.churn, [container.parent, prefix, String(count), programs.tiny]);
    };
    let churned = 0;
    await churn(1000);
    const failed = await ctrack.untilStderr(/warning: cannot write to/);
    assertMatch(failed, /\/run: No space left on device .*; all else goes on$/);
    await command("mount", ["-o", "remount,size=64m", disk.path]);
    let isOver = false;
    const again = ctrack.untilStderr(/\/run is written again: [1-9]\d* events are missing$/);
    void again.then(() => isOver = true, () => isOver = true);
    while (!isOver) await churn(10);
    const missing = Number(/(\d+) events/.exec(await again)?.[1]);
    const { code, lines, stderr } = await ctrack.stop();
    // What cannot be put back is a failure, whatever came then.
    assertEquals([code, lines.length > 1000], [1, true]);
    assertMatch(stderr.join("\n"), new RegExp(`warning: ${missing} events are not in `));
    const replayed = await runCtrack(["-q", "-r", file, ...flags]);
    assertEquals(replayed.stdout.split("\n").length - 1, lines.length - missing);
  },
);
