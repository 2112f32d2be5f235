import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { CTRACK, type Ctrack, runCtrack, startCtrack } from "../workload/ctrack.ts";
import { historyFolder } from "../workload/history.ts";
import { e2eTest } from "../workload/needs.ts";
import { command } from "../workload/programs.ts";
import { publicCopy } from "../workload/public_copy.ts";

const NO_DOCKER = ["--docker-socket", "/no/such/socket"];
const TRACE = [...NO_DOCKER, "--host-only", "-o", "json", "-e", "exec", "--comm", "true"];

/** As root, with these capabilities and no way to others. */
function having(...names: readonly string[]) {
  const capabilities = ["-all", ...names.map((name) => `+${name}`)].join(",");
  return { wrap: ["setpriv", `--bounding-set=${capabilities}`, `--inh-caps=${capabilities}`] };
}

const SUFFICIENT = ["bpf", "perfmon"] as const;

async function seesExec(ctrack: Ctrack): Promise<void> {
  const word = crypto.randomUUID();
  await command("/bin/true", [word]);
  await ctrack.until("the exec", ({ process }) => process?.command_args?.[1] === word);
}

await e2eTest(
  "ctrack does all with CAP_BPF and CAP_PERFMON, and says which one it lacks",
  ["tracing", "program:setpriv"],
  async (t) => {
    await using folder = await historyFolder();
    const record = ["history", "record", "--host", "--db", folder.db, ...NO_DOCKER];
    const top = ["top", "--iterations", "1", "-i", "100ms", ...NO_DOCKER];
    const ps = ["ps", "--host", "-o", "json", ...NO_DOCKER];
    await t.step("with both", async () => {
      const options = having(...SUFFICIENT);
      await using ctrack = await startCtrack(TRACE, options);
      await seesExec(ctrack);
      assertEquals((await ctrack.stop()).code, 130);
      await using recorder = await startCtrack(record, { ...options, waitReady: false });
      await recorder.untilStderr(/recording to/);
      assertEquals((await recorder.stop()).code, 130);
      assertEquals((await runCtrack(top, options)).code, 0);
      const { code, stdout, stderr } = await runCtrack(ps, options);
      assertEquals([code, stderr.includes("/proc")], [0, false]);
      assertStringIncludes(stdout, `"pid":${Deno.pid},`);
    });
    for (const lacking of SUFFICIENT) {
      await t.step(`without ${lacking}`, async () => {
        const options = having(...SUFFICIENT.filter((name) => name !== lacking));
        for (const args of [TRACE, record, top]) {
          const { code, stdout, stderr } = await runCtrack(args, options);
          assertEquals([args, code, stdout], [args, 3, ""]);
          assertStringIncludes(stderr, "grant CAP_BPF and CAP_PERFMON");
        }
        const { code, stderr } = await runCtrack(ps, options);
        assertEquals(code, 0);
        assertStringIncludes(stderr, "processes come from /proc");
        const { stdout } = await runCtrack(["doctor"], options);
        assertStringIncludes(stdout, `lacks CAP_${lacking.toUpperCase()}`);
      });
    }
  },
);

/** Capability sets of all threads of a process, one line each. */
function setsOf(pid: number): readonly string[] {
  return [...Deno.readDirSync(`/proc/${pid}/task`)].map(({ name }) => {
    const status = Deno.readTextFileSync(`/proc/${pid}/task/${name}/status`);
    const value = (key: string) => new RegExp(`^${key}:\t(.*)$`, "m").exec(status)?.[1];
    return ["CapInh", "CapPrm", "CapEff", "CapAmb", "NoNewPrivs"].map(value).join(" ");
  });
}

/** Waits until all threads have one set, which is the last step of the start. */
async function untilGivenUp(pid: number): Promise<string> {
  for (let tries = 200;; tries--) {
    const sets = [...new Set(setsOf(pid))];
    if (sets.length === 1 && sets[0]?.endsWith(" 1")) return sets[0];
    if (tries === 0) throw new Error(sets.join("; "));
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_SYS_PTRACE, CAP_PERFMON, CAP_BPF. */
const KEPT = 0xc000080006;
const KILL = 0x20;

function setText(bits: number): string {
  const text = bits.toString(16).padStart(16, "0");
  const none = "0".repeat(16);
  return `${none} ${text} ${text} ${none} 1`;
}

await e2eTest(
  "ctrack gives up what it needs no more, in all its threads, and a command has all",
  ["tracing", "program:setpriv"],
  async () => {
    await using ctrack = await startCtrack(TRACE);
    assertEquals(await untilGivenUp(ctrack.pid), setText(KEPT));
    await seesExec(ctrack);
    assertEquals((await ctrack.stop()).code, 130);

    // Fewer to begin with are fewer in the end.
    await using poor = await startCtrack(TRACE, having(...SUFFICIENT));
    assertEquals(await untilGivenUp(poor.pid), setText(0xc000000000));
    await poor.stop();

    // It runs as another user at its end, and is told to end all the same.
    const print = "grep ^Cap /proc/self/status; exec setpriv --reuid=65534 sleep 1000";
    const args = ["-o", "json", ...NO_DOCKER, "-t", "4s", "--", "sh", "-c", print];
    await using command = await startCtrack(args);
    await command.untilLine(/^CapAmb/);
    assertEquals(await untilGivenUp(command.pid), setText(KEPT + KILL));
    const { lines, code } = await command.finished();
    assertEquals(code, 143);
    const own = await Deno.readTextFile("/proc/self/status");
    for (const key of ["CapEff", "CapBnd"]) {
      const line = new RegExp(`^${key}:.*$`, "m").exec(own)?.[0] ?? "";
      assert(lines.includes(line), `${key}: ${lines.join("\n")}`);
    }
  },
);

await e2eTest("ctrack does not run setuid or setgid", ["program:setpriv"], async () => {
  await using copy = await publicCopy();
  const wrap = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
  for (const [mode, expected] of [[0o4755, 3], [0o2755, 3], [0o755, 0]] as const) {
    await Deno.chmod(copy.path, mode);
    const { code, stdout, stderr } = await runCtrack(["fields"], { path: copy.path, wrap });
    assertEquals([mode, code], [mode, expected], stderr);
    assertEquals(stdout === "", expected === 3);
    if (expected === 3) assertStringIncludes(stderr, "does not run with a setuid or setgid bit");
  }
  // For its owner the bit changes nothing.
  await Deno.chmod(copy.path, 0o4755);
  assertEquals((await runCtrack(["fields"], { path: copy.path })).code, 0);
  assert(CTRACK !== copy.path);
});
