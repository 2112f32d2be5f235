import { startContainerd } from "../workload/containerd.ts";
import { assertAgrees, type ListedContainer } from "../workload/differential.ts";
import { type Dockerd, startDockerd } from "../workload/dockerd.ts";
import { succeed } from "../workload/finished.ts";
import { LINE_LIMIT_MS } from "../workload/line_reader.ts";
import { prepareLxc } from "../workload/lxc.ts";
import { e2eTest } from "../workload/needs.ts";
import { nspawnCommand } from "../workload/nspawn.ts";
import { type Podman, startPodman } from "../workload/podman.ts";
import { importPrograms, type RootFolder, rootFolder } from "../workload/programs.ts";
import { prepareOciRuntime } from "../workload/runc.ts";
import { IMAGE, newContainer, randomName, untilLogged } from "../workload/tracing.ts";

/** Three processes that live until they are killed. */
const WORK = ["/bin/sh", "-c", "/bin/leaf wait & /bin/act wait & wait"];

/** Containers that run, and what ctrack needs to know to find them. */
interface Inhabited extends AsyncDisposable {
  readonly flags: readonly string[];
  readonly containers: readonly ListedContainer[];
}

/** Names of two containers: many runtimes have them for ids, too. */
function twoNames(runtime: string): string[] {
  return ["one", "two"].map((word) => randomName(`${runtime}-${word}`));
}

/** What the docker client says, of Docker or podman. */
async function listByInspect(
  run: (args: readonly string[]) => Promise<string>,
  by: ListedContainer["by"],
): Promise<ListedContainer[]> {
  const ids = (await run(["ps", "--quiet", "--no-trunc"])).split("\n").filter((id) => id !== "");
  return await Promise.all(ids.map(async (id) => {
    const facts = await run(["inspect", "--format={{.State.Pid}} {{.Name}}", id]);
    const [pid = "", name = ""] = facts.split(" ");
    return { id, name: name.replace(/^\//, ""), pid: Number(pid), by };
  }));
}

async function startDocker(): Promise<Inhabited> {
  const dockerd = await startDockerd();
  await importPrograms(dockerd, IMAGE);
  for (const name of twoNames("docker")) {
    await dockerd.run(newContainer("run", name, "--detach", IMAGE, ...WORK));
    await untilLogged(dockerd, name, 2);
  }
  return {
    flags: ["--docker-socket", dockerd.socket],
    containers: await listByInspect(dockerd.run, "cgroup"),
    [Symbol.asyncDispose]: () => dockerd.stop(),
  };
}

async function startPodmanContainers(
  podman: Podman,
  { programs }: RootFolder,
  by: ListedContainer["by"],
): Promise<Inhabited> {
  await podman.importBusybox(IMAGE, [programs.act, programs.leaf]);
  for (const name of twoNames("podman")) {
    await podman.run(["run", "--detach", "--name", name, IMAGE, ...WORK]);
  }
  return {
    flags: [],
    containers: await listByInspect(podman.run, by),
    [Symbol.asyncDispose]: () => podman.stop(),
  };
}

async function startCtrContainers({ path }: RootFolder): Promise<Inhabited> {
  const containerd = await startContainerd();
  const image = "ctrack.test/acts:1";
  await containerd.importFolder(image, path);
  for (const id of twoNames("ctr")) await containerd.start({ id, command: WORK, image });
  const tasks = (await containerd.run(["tasks", "ls"])).split("\n").slice(1);
  return {
    flags: ["--containerd-socket", containerd.socket],
    containers: tasks.map((line) => {
      const [id = "", pid = ""] = line.split(/\s+/);
      return { id, name: id, pid: Number(pid), by: "cgroup" };
    }),
    [Symbol.asyncDispose]: () => containerd.stop(),
  };
}

async function startLxcContainers({ path }: RootFolder): Promise<Inhabited> {
  const lxc = await prepareLxc(path);
  const containers: ListedContainer[] = [];
  for (const name of twoNames("lxc")) {
    await lxc.start(name, WORK);
    const pid = await succeed(["lxc-info", "-P", lxc.folder, "-n", name, "-p", "-H"]);
    containers.push({ id: name, name, pid: Number(pid), by: "pid namespace" });
  }
  return { flags: [], containers, [Symbol.asyncDispose]: () => lxc[Symbol.asyncDispose]() };
}

async function startOciContainers({ path }: RootFolder): Promise<Inhabited> {
  const runc = await prepareOciRuntime("runc", path, { stateFolder: "/run/runc" });
  const ids = twoNames("runc");
  for (const id of ids) await runc.start(id, WORK, { cgroup: `/ctrack-differ/${id}` });
  const listed: { id: string; pid: number }[] = JSON.parse(
    await succeed([...runc.command, "list", "--format", "json"]),
  );
  return {
    flags: [],
    containers: listed.filter(({ id }) => ids.includes(id)).map(({ id, pid }) => ({
      ...{ id, name: id, pid, by: "cgroup" },
    })),
    [Symbol.asyncDispose]: () => runc[Symbol.asyncDispose](),
  };
}

/** The child of this process that has started `leaf`, as soon as it has. */
async function untilStarted(pid: number): Promise<number> {
  const deadline = Date.now() + LINE_LIMIT_MS;
  const read = (path: string) => Deno.readTextFile(path).catch(() => "");
  const childOf = async (pid: number) =>
    Number((await read(`/proc/${pid}/task/${pid}/children`)).split(" ")[0]);
  for (;;) {
    const child = await childOf(pid);
    if (await read(`/proc/${await childOf(child)}/comm`) === "leaf\n") return child;
    if (Date.now() > deadline) throw new Error(`${pid} has started nothing`);
  }
}

async function startMachine({ path }: RootFolder): Promise<Inhabited> {
  const name = randomName("differ-machine");
  const [program = "", ...args] = [...nspawnCommand(path, name), ...WORK];
  const machine = new Deno.Command(program, { args, stdout: "null", stderr: "null" }).spawn();
  const pid = await untilStarted(machine.pid);
  return {
    flags: [],
    containers: [{ id: name, name, pid, by: "pid namespace" }],
    async [Symbol.asyncDispose]() {
      Deno.kill(pid, "SIGKILL");
      await machine.status;
    },
  };
}

await e2eTest(
  "ctrack containers and ctrack which agree with the kernel and with each runtime, all at once",
  [
    ...["tracing", "programs", "dockerd", "containerd", "podman", "program:lxc-start"] as const,
    "program:systemd-nspawn",
  ],
  async (t) => {
    await using root = await rootFolder();
    await using stack = new AsyncDisposableStack();
    const all: Record<string, Inhabited> = {};
    const start = async (what: string, inhabited: Promise<Inhabited>) => {
      all[what] = stack.use(await inhabited);
    };
    await start("docker", startDocker());
    await start("containerd", startCtrContainers(root));
    await start("podman", startPodmanContainers(await startPodman(), root, "cgroup"));
    const rootless = await startPodman({ as: "rootless" });
    await start("a rootless podman", startPodmanContainers(rootless, root, "pid namespace"));
    await start("runc", startOciContainers(root));
    await start("lxc", startLxcContainers(root));
    await start("systemd-nspawn", startMachine(root));
    const flags = Object.values(all).flatMap(({ flags }) => flags);
    for (const [what, { containers }] of Object.entries(all)) {
      await t.step(`${what}: ${containers.length}`, () => assertAgrees(flags, containers));
    }
    const everything = Object.values(all).flatMap(({ containers }) => containers);
    await t.step("all of them", () => assertAgrees(flags, everything));
    await stack.disposeAsync();
    await t.step(
      "none, when they have ended",
      () => assertAgrees([], [], everything.map(({ id }) => id)),
    );
  },
);

/** What a container of Docker may go through; then it is compared. */
const STORIES: Readonly<Record<string, (dockerd: Dockerd, name: string) => Promise<unknown>>> = {
  "as started": () => Promise.resolve(),
  "paused": (dockerd, name) => dockerd.run(["pause", name]),
  "going on": (dockerd, name) => dockerd.run(["unpause", name]),
  "with a process of docker exec": (dockerd, name) =>
    dockerd.run(["exec", "--detach", name, "/bin/leaf", "wait"]),
  "restarted": async (dockerd, name) => {
    await dockerd.run(["kill", name]);
    await dockerd.run(["start", name]);
  },
  "renamed": (dockerd, name) => dockerd.run(["rename", name, `${name}-renamed`]),
};

await e2eTest(
  "ctrack containers and ctrack which follow a container of Docker through its life",
  ["tracing", "programs", "dockerd"],
  async (t) => {
    await using dockerd = await startDockerd();
    await importPrograms(dockerd, IMAGE);
    const flags = ["--docker-socket", dockerd.socket];
    const shapes = {
      "": ["--net=none"],
      " in the host's namespaces": ["--pid=host", "--net=host", "--ipc=host", "--uts=host"],
    };
    for (const [shape, extra] of Object.entries(shapes)) {
      const name = randomName("story");
      const id = await dockerd.run(["run", "--detach", "--name", name, ...extra, IMAGE, ...WORK]);
      for (const [what, happen] of Object.entries(STORIES)) {
        await t.step(`${what}${shape}`, async () => {
          await happen(dockerd, name);
          await assertAgrees(flags, await listByInspect(dockerd.run, "cgroup"));
        });
      }
      await t.step(`removed${shape}`, async () => {
        await dockerd.run(["rm", "--force", id]);
        await assertAgrees(flags, [], [id]);
      });
    }
  },
);
