import { assert, assertEquals, assertMatch } from "@std/assert";
import { CTRACK, runCtrack } from "../workload/ctrack.ts";
import { type Dockerd, startDockerd } from "../workload/dockerd.ts";
import { finish } from "../workload/finished.ts";
import { e2eTest } from "../workload/needs.ts";
import { randomName } from "../workload/tracing.ts";

const IMAGE = "busybox";

/** Three programs and a subshell; the last program is started last, and says so. */
const SCRIPT = "sleep 1001 & (sleep 1002 & sleep 1003 & echo up; wait) & wait";

interface Family {
  readonly id: string;
  readonly name: string;
  /** Pids on the host by command line. */
  readonly pids: ReadonlyMap<string, string>;
}

function flagsOf({ socket }: Dockerd): string[] {
  return ["--docker-socket", socket];
}

/** A container with a known tree of processes. */
async function startFamily(dockerd: Dockerd): Promise<Family> {
  const name = randomName("family");
  const id = await dockerd.run(["run", "--detach", "--name", name, IMAGE, "sh", "-c", SCRIPT]);
  for (;;) {
    const rows = (await dockerd.run(["top", name, "-o", "pid,args"])).split("\n").slice(1);
    const pids = rows.map((row) => row.trim().split(/\s+/, 1)[0] ?? "");
    const commands = rows.map((row) => row.trim().replace(/^\d+\s+/, ""));
    if (commands.filter((command) => command.startsWith("sleep")).length === 3) {
      const inner = commands.lastIndexOf(`sh -c ${SCRIPT}`);
      const names = commands.map((command, i) => i === inner ? "subshell" : command);
      return { id, name, pids: new Map(names.map((each, i) => [each, pids[i] ?? ""])) };
    }
  }
}

async function lists(dockerd: Dockerd): Promise<void> {
  const { id, name, pids } = await startFamily(dockerd);
  const args = ["ps", name, "-o", "json", ...flagsOf(dockerd)];
  const { code, stdout } = await runCtrack(args);
  const lines = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  assertEquals(code, 0);
  assertEquals(
    new Set(lines.map(({ process }) => String(process.pid))),
    new Set(pids.values()),
  );
  for (const { event, process, container } of lines) {
    assertEquals([event, container.id, container.name], ["process", id, name]);
    assertEquals(process.state, "sleeping");
    assert(process.rss_bytes > 0 && process.cpu_time_ms > 0);
  }
  const third = lines.find(({ process }) => process.command_args.includes("1003"));
  assertEquals(String(third.process.parent_pid), pids.get("subshell"));

  const sorted = await runCtrack([
    "ps",
    name,
    "--sort",
    "-pid",
    "--no-header",
    ...flagsOf(dockerd),
  ]);
  assertEquals(
    sorted.stdout.trimEnd().split("\n").map((row) => Number(row.split(/\s+/)[1])),
    [...pids.values()].map(Number).sort((a, b) => b - a),
  );
  const fields = ["--fields", "process.pid,container.name", "-o", "csv", "--no-header"];
  const one = await runCtrack([
    ...["ps", name, ...fields, ...flagsOf(dockerd)],
    ...["-f", "process.command_args.exists(arg, arg == '1002')"],
  ]);
  assertEquals(one.stdout, `${pids.get("sleep 1002")},${name}\n`);
  await dockerd.run(["rm", "--force", name]);
}

async function draws(dockerd: Dockerd): Promise<void> {
  const { id, name, pids } = await startFamily(dockerd);
  const { stdout } = await runCtrack(["tree", name, "--ascii", ...flagsOf(dockerd)]);
  const at = (command: string, vpid: string) => `${pids.get(command)} (${vpid})`;
  const shell = `sh -c '${SCRIPT}'`;
  const vpids = stdout.match(/(?<=\()\d+(?=\))/g) ?? [];
  assertEquals(stdout.trimEnd().split("\n"), [
    `${name}, ${id.slice(0, 12)}, docker, ${IMAGE}, 5 processes`,
    `\`- ${at(`sh -c ${SCRIPT}`, "1")} ${shell}`,
    `   |- ${at("sleep 1001", vpids[1] ?? "")} sleep 1001`,
    `   \`- ${at("subshell", vpids[2] ?? "")} ${shell}`,
    `      |- ${at("sleep 1002", vpids[3] ?? "")} sleep 1002`,
    `      \`- ${at("sleep 1003", vpids[4] ?? "")} sleep 1003`,
  ]);
  const internals = ["--runtime-internals", "--ascii", ...flagsOf(dockerd)];
  const [, shim = "", init = ""] = (await runCtrack(["tree", name, ...internals])).stdout
    .split("\n");
  assertMatch(shim, /^`- \d+ \[runtime\] .*containerd-shim/);
  assertEquals(init, `   \`- ${at(`sh -c ${SCRIPT}`, "1")} ${shell}`);
  await dockerd.run(["rm", "--force", name]);
}

/** A copy that another user may start, wherever the tree lies. */
async function withoutPrivilege(dockerd: Dockerd): Promise<void> {
  const { id, name, pids } = await startFamily(dockerd);
  const folder = await Deno.makeTempDir({ prefix: "ctrack-e2e-" });
  await Deno.chmod(folder, 0o755);
  await Deno.copyFile(CTRACK, `${folder}/ctrack`);
  await Deno.chmod(`${folder}/ctrack`, 0o755);
  const nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
  const args = ["ps", id.slice(0, 12), "-o", "json", ...flagsOf(dockerd)];
  const { code, stdout, stderr } = await finish([...nobody, `${folder}/ctrack`, ...args]);
  await Deno.remove(folder, { recursive: true });
  assertEquals(code, 0);
  assertMatch(stderr, /processes come from \/proc .*Operation not permitted/);
  const lines = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  assertEquals(
    new Set(lines.map(({ process }) => String(process.pid))),
    new Set(pids.values()),
  );
  for (const { container, process, cgroup } of lines) {
    assertEquals([container.id, container.label], [id, "unknown"]);
    assertEquals([process.state, cgroup.path.endsWith(id)], ["sleeping", true]);
    assert(process.rss_bytes > 0);
  }
  await dockerd.run(["rm", "--force", name]);
}

/** CPU time of a process by `/proc`, ms; of ctrack's kind, it counts all threads. */
function cpuTime(pid: number): number {
  const stat = Deno.readTextFileSync(`/proc/${pid}/stat`).replace(/^.*\) /s, "").split(" ");
  return (Number(stat[11]) + Number(stat[12])) * 10;
}

async function countsThreads(): Promise<void> {
  // This test's own process has threads that work.
  const before = cpuTime(Deno.pid);
  const { stdout } = await runCtrack([
    ...["ps", "--host", "-o", "{{.process.cpu_time_ms}}"],
    ...["-f", `process.pid == ${Deno.pid}`],
  ]);
  const after = cpuTime(Deno.pid);
  // One tick for user time, one for the system's, at each end.
  assert(
    Number(stdout) >= before - 20 && Number(stdout) <= after + 20,
    `${before} ${stdout} ${after}`,
  );
}

await e2eTest("ctrack lists the processes of containers", ["tracing", "dockerd"], async (t) => {
  await using dockerd = await startDockerd();
  await dockerd.importBusybox(IMAGE);
  await t.step("as a list, sorted, filtered, with what they use", () => lists(dockerd));
  await t.step("as a tree, below the shim if asked", () => draws(dockerd));
  await t.step("from /proc where tracing is not allowed", () => withoutPrivilege(dockerd));
  await t.step("with the CPU time of all threads", () => countsThreads());
  await t.step("and names what is not there", async () => {
    const { code, stdout, stderr } = await runCtrack(["ps", "nosuch", ...flagsOf(dockerd)]);
    assertEquals([code, stdout], [1, ""]);
    assertMatch(stderr, /no container is called "nosuch"/);
    const typo = await runCtrack(["ps", "--sort", "rsss"]);
    assertEquals(typo.code, 2);
    assertMatch(
      typo.stderr,
      /--sort: there is no column or field "rsss"\n {2}try: did you mean rss\?/,
    );
  });
});
