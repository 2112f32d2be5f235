import { assert, assertEquals, assertMatch } from "@std/assert";
import { runCtrack, startCtrack } from "../workload/ctrack.ts";
import { type Dockerd, startDockerd } from "../workload/dockerd.ts";
import { e2eTest } from "../workload/needs.ts";
import { importPrograms } from "../workload/programs.ts";
import { IMAGE, newContainer, randomName, untilLogged } from "../workload/tracing.ts";

function flagsOf({ socket }: Dockerd): string[] {
  return ["--docker-socket", socket];
}

async function startOne(dockerd: Dockerd, ...flags: string[]) {
  const name = randomName("listed");
  const id = await dockerd.run(
    newContainer("run", name, "--detach", ...flags, IMAGE, "/bin/act", "wait"),
  );
  await untilLogged(dockerd, name, 1);
  const pid = await dockerd.run(["inspect", "--format={{.State.Pid}}", name]);
  return { id, name, pid };
}

/** What Docker says of a container. */
async function inspect(dockerd: Dockerd, name: string, format: string): Promise<string> {
  return await dockerd.run(["inspect", `--format=${format}`, name]);
}

/** Milliseconds since 1970: ctrack and Docker write one moment with different digits. */
function moment(time: string): number {
  return Math.floor(Date.parse(time));
}

async function listsAsTable(dockerd: Dockerd): Promise<void> {
  const { id, name } = await startOne(dockerd);
  const { code, stdout } = await runCtrack(["containers", "-c", name, ...flagsOf(dockerd)]);
  const [header = "", row = "", ...rest] = stdout.trimEnd().split("\n");
  assertEquals([code, rest], [0, []]);
  const headings = ["NAME", "ID", "IMAGE", "RUNTIME", "POD", "PIDS", "UPTIME", "STATE"];
  assertEquals(header.split(/\s+/), headings);
  assertMatch(
    row,
    new RegExp(`^${name} +${id.slice(0, 12)} +${IMAGE} +docker +1 +[0-9.]+m?s +running$`),
  );
  await dockerd.run(["rm", "--force", name]);
}

async function listsAsJson(dockerd: Dockerd): Promise<void> {
  const { id, name, pid } = await startOne(dockerd, "--label=team=blue");
  const args = ["containers", "-o", "json", "-l", "team=blue", ...flagsOf(dockerd)];
  const list = async (...more: string[]) => (await runCtrack([...args, ...more])).stdout;
  const { container, processes } = JSON.parse(await list());
  assertEquals([container.id, container.name, container.state], [id, name, "running"]);
  assertEquals([container.labels.team, container.image.name], ["blue", IMAGE]);
  assertEquals(processes, { count: 1, pids: [Number(pid)] });
  const created = await inspect(dockerd, name, "{{.Created}}");
  const started = await inspect(dockerd, name, "{{.State.StartedAt}}");
  assert(Math.abs(moment(container.created) - moment(created)) <= 1000, container.created);
  assert(Math.abs(moment(container.started) - moment(started)) <= 1000, container.started);

  await dockerd.run(["kill", name]);
  await dockerd.run(["wait", name]);
  assertEquals(await list(), "");
  const ended = JSON.parse(await list("--all"));
  assertEquals([ended.container.state, ended.processes], ["exited", { count: 0, pids: [] }]);
  await dockerd.run(["rm", "--force", name]);
  assertEquals(await list("--all"), "");
}

async function watches(dockerd: Dockerd): Promise<void> {
  const name = randomName("watched");
  await using ctrack = await startCtrack(
    ["containers", "--watch", "-c", `${name}*`, ...flagsOf(dockerd)],
    { waitReady: false },
  );
  await ctrack.untilLine(/^NAME/);
  await dockerd.run(newContainer("run", name, "--detach", IMAGE, "/bin/act", "wait"));
  await ctrack.untilLine(new RegExp(`^${name} .* running`));
  await dockerd.run(["rename", name, `${name}-2`]);
  await ctrack.untilLine(new RegExp(`^${name}-2 .* running`));
  await dockerd.run(["rm", "--force", `${name}-2`]);
  assertEquals((await ctrack.stop()).code, 130);
}

async function answersWhich(dockerd: Dockerd): Promise<void> {
  const { id, name, pid } = await startOne(dockerd);
  const which = (...args: string[]) => runCtrack(["which", ...flagsOf(dockerd), ...args]);
  const json = async (...args: string[]) => JSON.parse((await which("-o", "json", ...args)).stdout);

  const found = await json(pid);
  assertEquals([found.container.id, found.container.name], [id, name]);
  assertEquals([found.process.pid, found.process.vpid, found.process.role], [
    Number(pid),
    1,
    "init",
  ]);
  const inside = await json("--in", name, "1");
  assertEquals([inside.process.pid, inside.container.id], [Number(pid), id]);
  assertEquals((await which(pid)).code, 0);
  assertMatch((await which(pid)).stdout, new RegExp(`^ *${pid} +1 +${name} `, "m"));

  const host = await which(pid, String(Deno.pid));
  assertEquals(host.code, 1);
  assertMatch(host.stdout, new RegExp(`^ *${Deno.pid} .*\\(host\\)`, "m"));
  const none = await which("--in", name, "77");
  assertEquals([none.code, none.stdout], [1, ""]);
  assertMatch(none.stderr, new RegExp(`no process has the pid 77 in ${name}$`, "m"));
  assertEquals((await which("--in", "no-such-container", "1")).code, 1);
  assertEquals((await which("zero")).code, 2);
  await dockerd.run(["rm", "--force", name]);
}

await e2eTest(
  "ctrack containers and ctrack which answer about containers of Docker",
  ["tracing", "programs", "dockerd"],
  async (t) => {
    await using dockerd = await startDockerd();
    await importPrograms(dockerd, IMAGE);
    const steps = {
      "containers: a table": listsAsTable,
      "containers: JSON with state, times and labels": listsAsJson,
      "containers --watch: again when something has changed": watches,
      "which: by the host's pid and by the container's": answersWhich,
    };
    for (const [name, step] of Object.entries(steps)) await t.step(name, () => step(dockerd));
  },
);
