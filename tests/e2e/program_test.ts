import { assert, assertEquals } from "@std/assert";
import { type Ctrack, startCtrack } from "../workload/ctrack.ts";
import { type Dockerd, startDockerd } from "../workload/dockerd.ts";
import { inContainer, isOfRuntime, processOf, type ProcessPart } from "../workload/event_line.ts";
import { e2eTest } from "../workload/needs.ts";
import { importPrograms } from "../workload/programs.ts";
import { endWell, IMAGE, newContainer, randomName, startTracing } from "../workload/tracing.ts";

/** Budgets of the kernel side, bytes. */
const ARGS_MAX = 16_384;
const PATH_MAX = 4096;

/** What `act argv hostile` passes on, as JSON must tell it: byte 0xNN of bad UTF-8 is \udcNN. */
const HOSTILE = [
  "two\nlines\r\tand a tab",
  "\x1b[31mred\x1b[0m\x1b]0;title\x07",
  "bad \udcff\udcfe utf-8 \udcc3( \udce2\udc82 end",
  "",
  "\u{1f433} \u4e2d\u6587",
  "\u009b31m\x7f\u202e",
];

/** All that moves a cursor, changes a terminal or turns the direction of writing. */
// deno-lint-ignore no-control-regex
const RAW_CONTROLS = /[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]/u;

/** Runs `act`, which becomes another program, in a new container; gives its last exec. */
async function lastExec(
  ctrack: Ctrack,
  dockerd: Dockerd,
  ...args: readonly string[]
): Promise<ProcessPart> {
  const name = randomName("program");
  const isMine = inContainer(name);
  await dockerd.run(newContainer("run", name, "--rm", IMAGE, "/bin/act", ...args));
  await ctrack.until(
    "the end of the first process",
    (line) => isMine(line) && line.event === "exit" && line.process?.vpid === 1,
  );
  const execs = ctrack.events.filter((line) =>
    isMine(line) && line.event === "exec" && !isOfRuntime(line)
  );
  assertEquals(execs.length, 2);
  assertEquals(execs[0]?.process?.command_args, ["/bin/act", ...args]);
  return processOf(execs[1]);
}

await e2eTest(
  "ctrack tells what a program is and was given",
  ["tracing", "programs", "dockerd"],
  async (t) => {
    await using dockerd = await startDockerd();
    await importPrograms(dockerd, IMAGE);
    await using ctrack = await startTracing(dockerd);
    const docker = ["--docker-socket", dockerd.socket];
    await using table = await startCtrack(["--no-trunc", "--color", "never", ...docker]);
    await using csv = await startCtrack(["-o", "csv", ...docker]);
    const exec = (...args: readonly string[]) => lastExec(ctrack, dockerd, ...args);
    const argv = async (how: string) => {
      const process = await exec("argv", how, "/bin/leaf");
      assertEquals(process.command_args?.slice(0, 2), ["/bin/leaf", "none"]);
      return { process, args: process.command_args?.slice(2) ?? [] };
    };

    await t.step(
      "newlines, escape sequences, bad UTF-8 and empty arguments are exact",
      async () => {
        const { args, process } = await argv("hostile");
        assertEquals(args, HOSTILE);
        assertEquals(process.command_args_truncated, undefined);
      },
    );

    await t.step("an argument of 10,000 bytes is whole", async () => {
      const { args, process } = await argv("long");
      assertEquals(args, ["x".repeat(10_000)]);
      assertEquals(process.command_args_truncated, undefined);
    });

    await t.step("200 arguments are all there", async () => {
      const { args, process } = await argv("many");
      assertEquals(args, Array.from({ length: 198 }, (_, i) => `argument-${i + 2}`));
      assertEquals(process.command_args_truncated, undefined);
    });

    await t.step("arguments of 20,000 bytes are cut at 16 KiB and flagged", async () => {
      const { args, process } = await argv("huge");
      const rest = ARGS_MAX - "/bin/leaf\0none\0".length;
      assertEquals([args.length, args[0]], [1, "y".repeat(rest)]);
      assertEquals(process.command_args_truncated, true);
    });

    await t.step("a path and a working directory of 311 components are whole", async () => {
      const { executable, working_directory, working_directory_truncated } = await exec(
        ...["deep", "310", "d", "/bin/leaf"],
      );
      const folder = `/tmp${"/d".repeat(310)}`;
      assertEquals(executable?.path, `${folder}/deep`);
      assertEquals(executable?.path_truncated, undefined);
      assertEquals([working_directory, working_directory_truncated], [folder, undefined]);
    });

    await t.step("a path with escape sequences and newlines is exact", async () => {
      const name = "\x1b[2J\nnew\tline \u202e\u4e2d";
      const { executable, working_directory } = await exec("deep", "2", name, "/bin/leaf");
      assertEquals(executable?.path, `/tmp/${name}/${name}/deep`);
      assertEquals(working_directory, `/tmp/${name}/${name}`);
    });

    await t.step("a path of more than 4096 bytes keeps its end and is flagged", async () => {
      const name = "n".repeat(100);
      const { executable, working_directory, working_directory_truncated } = await exec(
        ...["deep", "60", name, "/bin/leaf"],
      );
      const { path = "", path_truncated } = executable ?? {};
      assertEquals([path_truncated, working_directory_truncated], [true, true]);
      assert(`/tmp${`/${name}`.repeat(60)}/deep`.endsWith(path), "it is the end of the path");
      assert(path.length > PATH_MAX - 256 && path.length < PATH_MAX + 256, `${path.length} bytes`);
      assert(path.startsWith(working_directory?.slice(0, PATH_MAX - 256) ?? "?"));
    });

    const driver = await dockerd.run(["info", "-f", "{{.Driver}}"]);
    await t.step({
      name: "a program written after the start is in the upper layer, one of the image is not" +
        (driver === "overlay2" ? "" : ` (needs overlay2, not ${driver})`),
      ignore: driver !== "overlay2",
      fn: async () => {
        const written = await exec("copied", "0755", "/bin/leaf");
        assertEquals(written.executable, { path: "/tmp/copied", upper_layer: true });
        assertEquals([written.user.id, written.group.id], [65_534, 65_534]);
        const given = await argv("many");
        assertEquals(given.process.executable, { path: "/bin/leaf" });
      },
    });

    await t.step("a setuid program is flagged", async () => {
      const { executable } = await exec("copied", "4755", "/bin/leaf");
      assertEquals([executable?.path, executable?.setuid], ["/tmp/copied", true]);
    });

    await t.step("a program in anonymous memory is flagged", async () => {
      const { executable, command_args } = await exec("memfd", "/bin/leaf");
      assertEquals(executable?.memfd, true);
      assert(executable?.path?.startsWith("/memfd:"), executable?.path);
      assertEquals(command_args, ["from-memory", "none"]);
    });

    await t.step("nothing of it reaches a terminal raw", async () => {
      for (const ctrack of [table, csv]) {
        await ctrack.untilLine(/from-memory/);
        const { lines, code } = await ctrack.stop();
        assertEquals(code, 130);
        assertEquals(lines.filter((line) => RAW_CONTROLS.test(line)), []);
        // One line for each event: a newline in an argument makes no other.
        assertEquals(lines.filter((line) => line.includes("two\\nlines")).length, 1);
      }
    });

    await endWell(ctrack);
  },
);
