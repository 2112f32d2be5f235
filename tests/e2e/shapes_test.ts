import { assertEquals } from "@std/assert";
import { removeCgroup } from "../workload/remove_cgroup.ts";
import { V2_ALONE } from "../workload/cgroup_view.ts";
import { type Dockerd, type DockerdOptions, startDockerd } from "../workload/dockerd.ts";
import { ofContainer } from "../workload/event_line.ts";
import { FAMILY, processWords } from "../workload/known_work.ts";
import { e2eTest } from "../workload/needs.ts";
import { importPrograms } from "../workload/programs.ts";
import {
  endWell,
  IMAGE,
  newContainer,
  OWN_NETWORK,
  randomName,
  startTracing,
} from "../workload/tracing.ts";

/** A way to run a container, and what its cgroup is called. */
interface Shape {
  readonly flags?: readonly string[];
  /** Above the container's id. @default "/docker" */
  readonly parent?: string;
  /** @default "docker" */
  readonly kind?: string;
}

const UNIQUE = crypto.randomUUID();

const SHAPES: Readonly<Record<string, Shape>> = {
  "none but the usual": {},
  "all namespaces but that of mounts are the host's": {
    flags: ["--net=host", "--pid=host", "--ipc=host", "--uts=host"],
  },
  "a cgroup parent of any name": {
    flags: [`--cgroup-parent=/ctrack-${UNIQUE}/some/where`],
    parent: `/ctrack-${UNIQUE}/some/where`,
  },
  "a pod's cgroup, as of Kubernetes with Docker": {
    flags: [`--cgroup-parent=/kubepods/burstable/pod${UNIQUE}`],
    parent: `/kubepods/burstable/pod${UNIQUE}`,
    kind: "kubernetes",
  },
  "another user, no capabilities, a file system that is not written": {
    flags: ["--user=1234:567", "--cap-drop=ALL", "--read-only"],
  },
};

async function isSeen(dockerd: Dockerd, shape: Shape): Promise<void> {
  const { flags = [], parent = "/docker", kind = "docker" } = shape;
  const name = randomName("shape");
  await using ctrack = await startTracing(dockerd);
  const network = flags.includes("--net=host") ? [] : [OWN_NETWORK];
  const id = await dockerd.run(
    newContainer("create", name, ...network, ...flags, IMAGE, ...FAMILY.args(name)),
  );
  await dockerd.run(["start", "-a", name]);
  await dockerd.run(["rm", name]);
  const isMine = ofContainer(id);
  await ctrack.until(
    "the end of the container",
    (line) => isMine(line) && line.action === "destroy",
  );
  await ctrack.until(
    "the end of act",
    (line) => isMine(line) && line.event === "exit" && line.process?.command === "act",
  );
  const { events } = await endWell(ctrack, name);
  const mine = events.filter((line) => isMine(line) && line.process !== undefined);
  assertEquals(processWords(mine), FAMILY.words(name));
  for (const { container, cgroup } of mine) {
    const image = { name: IMAGE };
    assertEquals(container, { id, name, runtime: "docker", image, label: "ok", kind });
    assertEquals(cgroup?.path, `${parent}/${id}`);
  }
}

const DAEMONS: Readonly<Record<string, DockerdOptions>> = {
  "as installed": {},
  "with its users mapped to others": { remapUsers: true },
  "on cgroup v2 alone": { wrap: V2_ALONE },
};

for (const [what, options] of Object.entries(DAEMONS)) {
  await e2eTest(
    `ctrack labels containers of each shape of a Docker ${what}`,
    ["tracing", "programs", "dockerd"],
    async (t) => {
      await using dockerd = await startDockerd(options);
      await importPrograms(dockerd, IMAGE);
      for (const [name, shape] of Object.entries(SHAPES)) {
        // What is the host's own cannot be had by users who are mapped to others.
        if (options.remapUsers === true && shape.flags?.includes("--pid=host")) continue;
        await t.step(name, () => isSeen(dockerd, shape));
        if (shape.parent !== undefined) await removeCgroup(shape.parent);
      }
    },
  );
}

await e2eTest(
  "ctrack says nothing of a container whose program is missing but that it was there",
  ["tracing", "programs", "dockerd"],
  async () => {
    await using dockerd = await startDockerd();
    await importPrograms(dockerd, IMAGE);
    const name = randomName("missing");
    await using ctrack = await startTracing(dockerd);
    const file = `${dockerd.folder}/${name}.cid`;
    const { code } = await dockerd.docker(
      newContainer("run", name, "--rm", `--cidfile=${file}`, IMAGE, "/no/such/program"),
    );
    assertEquals(code, 127);
    const isMine = ofContainer(await Deno.readTextFile(file));
    await ctrack.until(
      "the end of the container",
      (line) => isMine(line) && line.action === "destroy",
    );
    const { events } = await endWell(ctrack);
    assertEquals(processWords(events.filter(isMine)), []);
  },
);
