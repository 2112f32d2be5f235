import { assertEquals, assertMatch } from "@std/assert";
import { runCtrack, startCtrack } from "../workload/ctrack.ts";
import { startDockerd } from "../workload/dockerd.ts";
import { command, copyPrograms } from "../workload/programs.ts";
import { e2eTest } from "../workload/needs.ts";
import { randomName } from "../workload/tracing.ts";

const IMAGE = "busybox";

await e2eTest(
  "ctrack answers from a recording what there was",
  ["tracing", "dockerd"],
  async (t) => {
    await using dockerd = await startDockerd();
    await dockerd.importBusybox(IMAGE);
    const folder = await Deno.makeTempDir({ prefix: "ctrack-e2e-" });
    const file = `${folder}/run.ctrack`;
    const [stays, ended] = [randomName("stays"), randomName("ended")];
    const script = "echo up; read line";
    await dockerd.run(["run", "-di", "--name", stays, IMAGE, "sh", "-c", script]);

    await using ctrack = await startCtrack([
      ...["-o", "json", "-c", `${stays},${ended}`, "-w", file],
      ...["--docker-socket", dockerd.socket],
    ]);
    const inner = "sh -c 'exit 3'; sleep 0.2; exit 5";
    await dockerd.run(["run", "-d", "--name", ended, IMAGE, "sh", "-c", inner]);
    const [sleep] = await ctrack.until(
      "the start of sleep",
      ({ event, process }) => event === "exec" && process?.command_args?.[0] === "sleep",
    );
    await ctrack.until(
      "its end",
      ({ event, process, container }) =>
        event === "exit" && process?.role === "init" && container?.name === ended,
    );
    assertEquals((await ctrack.stop()).code, 130);
    await dockerd.run(["rm", "--force", stays, ended]);
    const past = async (...args: string[]) => {
      const { code, stdout, stderr } = await runCtrack([...args, "-r", file]);
      assertEquals([code, stderr], [0, ""]);
      return stdout.trimEnd().split("\n");
    };

    await t.step("tree: with those that had ended, and how", async () => {
      const [head = "", ...lines] = await past("tree", "--ascii", ended);
      assertMatch(head, new RegExp(`^${ended}, [0-9a-f]{12}, docker, ${IMAGE}, 3 processes$`));
      assertEquals(
        lines.map((line) => line.replace(/\d+ \(\d+\)/, "#").replace(/, [0-9.]+[mu]?s$/, "")),
        [
          `\`- # sh -c "${inner}": code 5`,
          "   |- # sh -c 'exit 3': code 3",
          "   `- # sleep 0.2: code 0",
        ],
      );
    });
    await t.step("ps: at the end, and at a moment", async () => {
      const namesAt = async (...args: string[]) =>
        (await past("ps", "-o", "{{.container.name}} {{.process.command_args}}", ...args)).sort();
      const waiting = `${stays} sh -c '${script}'`;
      assertEquals(await namesAt(), [waiting]);
      const moment = sleep?.time ?? "";
      assertEquals(
        await namesAt("--at", moment),
        [
          `${ended} sh -c "${inner}"`,
          `${ended} sleep 0.2`,
          waiting,
        ].sort(),
      );
      const [header = "", row = ""] = await past("ps", stays);
      assertMatch(header, /^CONTAINER +PID +CPID +PPID +USER +S +START +CPU +RSS +COMMAND$/);
      assertMatch(row, new RegExp(`^${stays} .* sh -c '${script}'$`));
    });
    await t.step("which: whose a pid was at a moment", async () => {
      const at = ["--at", sleep?.time ?? "", String(sleep?.process?.pid)];
      const [line = ""] = await past("which", "-o", "json", ...at);
      assertEquals(JSON.parse(line).container.name, ended);
    });
    await t.step("containers: those that ran, and all", async () => {
      const namesOf = async (...args: string[]) =>
        (await past("containers", "--no-header", ...args)).map((line) =>
          [line.split(/\s+/)[0], line.split(/\s+/).at(-1)].join(" ")
        );
      assertEquals(await namesOf(), [`${stays} running`]);
      assertEquals(await namesOf("--all"), [`${ended} exited`, `${stays} running`].sort());
    });
    await t.step("and refuses what makes no sense", async () => {
      for (
        const args of [["ps", "--at", "10:15"], ["tree", "-r", file, "--watch"], [
          "ps",
          "-r",
          "/dev/null",
        ]]
      ) {
        assertEquals((await runCtrack(args)).code, 2, args.join(" "));
      }
    });
    await Deno.remove(folder, { recursive: true });
  },
);

/** Makes something happen in a container until the recording has gone on in a new file so often. */
async function untilPart(part: number, file: string, act: () => Promise<unknown>): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (performance.now() < deadline) {
    const head = await Deno.readTextFile(file).catch(() => "");
    if (Number(/"part":(\d+)/.exec(head)?.[1]) >= part) return;
    await act();
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`part ${part} did not come`);
}

await e2eTest(
  "the last file of a rotated recording tells who ran",
  ["tracing", "programs"],
  async () => {
    await using programs = await copyPrograms();
    const { folder, act } = programs;
    const leaf = `part-${crypto.randomUUID().slice(0, 8)}`;
    await Deno.rename(programs.leaf, `${folder}/${leaf}`);
    const file = `${folder}/run.ctrack`;
    const start = (word: string) =>
      new Deno.Command(`${folder}/${leaf}`, { args: ["wait", word], stdout: "null" }).spawn();
    await using _before = start("before");
    await using ctrack = await startCtrack([
      ...["-o", "json", "--host-only", "--comm", leaf, "--docker-socket", "/no/such/socket"],
      ...["-w", file, "--rotate", "1s", "--keep", "1"],
    ]);
    await using _meanwhile = start("meanwhile");
    await using ended = start("ended");
    await ctrack.untilLineCount(2);
    ended.kill("SIGKILL");
    await untilPart(3, file, () => command(act, ["spawn", "1", `${folder}/${leaf}`]));
    assertEquals((await ctrack.stop()).code, 130);
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
    assertEquals(names.filter((name) => name.startsWith("run")), ["run.ctrack"]);

    const out = async (...args: string[]) => {
      const { code, stdout, stderr } = await runCtrack(args);
      assertEquals([code, stderr], [0, ""], args.join(" "));
      return stdout.split("\n").filter((line) => line !== "").sort();
    };
    const ps = (path: string, ...args: string[]) =>
      out("ps", "--host", "-r", path, "-o", "{{.process.command_args}}", ...args);
    const running = ["before", "meanwhile"].map((word) => `${folder}/${leaf} wait ${word}`);
    assertEquals(await ps(file), running);
    // The first event is of one that runs then, too.
    const first = await ps(file, "--at", "+0s");
    assertEquals(first.filter((line) => line.includes(" wait ")), running);
    const replay = ["-q", "-r", file, "--host-only"];
    assertEquals(await out(...replay, "-e", "process", "-o", "json"), []);
    await out(...replay, "-f", '"before" in process.command_args', "-w", `${folder}/again`);
    assertEquals(await ps(`${folder}/again`), running.slice(0, 1));
  },
);
