import { assert, assertEquals, assertMatch } from "@std/assert";
import { startCtrack } from "../workload/ctrack.ts";
import { type Dockerd, startDockerd } from "../workload/dockerd.ts";
import { testHere, whyNoProgram } from "../workload/here.ts";
import { LINE_LIMIT_MS } from "../workload/line_reader.ts";
import { e2eTest } from "../workload/needs.ts";
import { command, importPrograms } from "../workload/programs.ts";
import { askHistory, historyFolder } from "../workload/history.ts";
import { IMAGE, newContainer, randomName } from "../workload/tracing.ts";

const UNIT = new URL("../../packaging/ctrack.service", import.meta.url).pathname;

/** Highest exposure that `systemd-analyze security` may find, in tenths; services without care have 96. */
const EXPOSURE_MAX = 20;

/** The values of a setting of the unit, in order. */
async function settings(name: string): Promise<readonly string[]> {
  const text = await Deno.readTextFile(UNIT);
  return [...text.matchAll(new RegExp(`^${name}=(.*)$`, "gm"))].map(([, value = ""]) => value);
}

const noSystemd = await whyNoProgram(["systemd-analyze"]);

testHere("packaging/ctrack.service is a unit that systemd takes", noSystemd, async () => {
  const folder = await Deno.makeTempDir({ prefix: "ctrack-unit-" });
  try {
    // Whether the program is there is a part of the check; its path may have blanks.
    const program = `${folder}/my own`;
    await Deno.copyFile("/bin/true", program);
    const text = (await Deno.readTextFile(UNIT)).replace("/usr/local/bin/ctrack", program);
    await Deno.writeTextFile(`${folder}/ctrack.service`, text);
    assertEquals(await command("systemd-analyze", ["verify", `${folder}/ctrack.service`]), "");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

testHere("packaging/ctrack.service leaves little to attack", noSystemd, async () => {
  await command("systemd-analyze", [
    ...["security", "--offline=true", "--no-pager", `--threshold=${EXPOSURE_MAX}`, UNIT],
  ]);
});

/** The unit's nice value, and `setpriv` with what it leaves of root's power. */
async function asService(): Promise<readonly string[]> {
  const [set = ""] = await settings("CapabilityBoundingSet");
  const names = set.split(" ").map((name) => name.replace("CAP_", "+").toLowerCase());
  const capabilities = ["-all", ...names].join(",");
  const [nice = "0"] = await settings("Nice");
  return [
    ...["nice", "-n", nice],
    ...["setpriv", `--bounding-set=${capabilities}`, `--inh-caps=${capabilities}`],
    "--no-new-privs",
  ];
}

/** What the unit's filter of system calls lets pass. */
async function allowedCalls(): Promise<ReadonlySet<string>> {
  const allowed = new Set<string>();
  for (const line of await settings("SystemCallFilter")) {
    const isDenied = line.startsWith("~");
    for (const word of line.replace("~", "").split(" ")) {
      for (const call of await callsOf(word)) isDenied ? allowed.delete(call) : allowed.add(call);
    }
  }
  return allowed;
}

async function callsOf(word: string): Promise<readonly string[]> {
  if (!word.startsWith("@")) return [word];
  const text = await command("systemd-analyze", ["--no-pager", "syscall-filter", word]);
  const members = text.split("\n").filter((line) => /^ {4}[@\w]/.test(line)).map((line) =>
    line.trim()
  );
  return (await Promise.all(members.map(callsOf))).flat();
}

async function recordsAsService(dockerd: Dockerd): Promise<void> {
  await using folder = await historyFolder();
  const name = randomName("served");
  await using ctrack = await startCtrack(
    ["history", "record", "--db", folder.db, "--docker-socket", dockerd.socket],
    { wrap: await asService(), waitReady: false },
  );
  assertMatch(await ctrack.untilStderr(/recording to/), /with names from docker/);
  await dockerd.run(newContainer("run", name, "--detach", IMAGE, "/bin/leaf", "exit", "3", name));
  assertEquals(await dockerd.run(["wait", name]), "3");
  const { code, stderr } = await ctrack.stop("SIGTERM");
  assertEquals([code, stderr.filter((line) => line.includes("warning"))], [143, []]);
  const [line] = (await askHistory(folder.db, "failed", "-c", name)).events;
  assertEquals(
    [line?.container?.name, line?.process?.exit?.code, line?.process?.command_args?.at(-1)],
    [name, 3, name],
  );
}

/** What strace wrote, complete: it ends a moment after its tracee. */
async function traced(file: string, pid: number): Promise<string> {
  for (const deadline = Date.now() + LINE_LIMIT_MS; Date.now() < deadline;) {
    const text = await Deno.readTextFile(file);
    if (new RegExp(`^${pid} +\\+\\+\\+ exited`, "m").test(text)) return text;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("strace has not seen the end");
}

await e2eTest(
  "packaging/ctrack.service has the capabilities that recording needs",
  ["tracing", "programs", "dockerd", "program:setpriv"],
  async () => {
    await using dockerd = await startDockerd();
    await importPrograms(dockerd, IMAGE);
    await recordsAsService(dockerd);
  },
);

await e2eTest(
  "packaging/ctrack.service lets ctrack make the system calls that it makes",
  ["tracing", "program:strace", "program:systemd-analyze", "program:setpriv"],
  async () => {
    await using folder = await historyFolder();
    const trace = `${folder.path}/calls`;
    await using ctrack = await startCtrack(["history", "record", "--db", folder.db, "--host"], {
      // As a grandchild, strace is not in the way of signals.
      wrap: [...await asService(), "strace", "-D", "-f", "-o", trace],
      waitReady: false,
    });
    await ctrack.untilStderr(/recording to/);
    await command("/bin/true", []);
    await ctrack.stop("SIGTERM");
    const calls = (await traced(trace, ctrack.pid)).matchAll(/^\d+ +(\w+)\(/gm);
    const used = new Set([...calls].map(([, call = ""]) => call));
    const allowed = await allowedCalls();
    assert(used.has("bpf") && used.has("pwrite64"), [...used].join(" "));
    assertEquals([...used].filter((call) => !allowed.has(call)), []);
  },
);
