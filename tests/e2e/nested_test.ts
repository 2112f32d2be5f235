import { assertEquals } from "@std/assert";
import { type Dockerd, startDockerd } from "../workload/dockerd.ts";
import { isOf, ofContainer } from "../workload/event_line.ts";
import {
  ACTS,
  INNER_CONTAINERD,
  type InnerDockerd,
  startInnerDockerd,
} from "../workload/inner_dockerd.ts";
import { FAMILY, processWords } from "../workload/known_work.ts";
import { e2eTest } from "../workload/needs.ts";
import { importPrograms } from "../workload/programs.ts";
import { endWell, IMAGE, newContainer, randomName, startTracing } from "../workload/tracing.ts";

/** A Docker with a Docker in one of its containers. */
interface World {
  readonly dockerd: Dockerd;
  readonly inner: InnerDockerd;
}

/** Runs a container of the inner Docker, and gives its lines. */
async function traceInner({ dockerd, inner }: World, ...flags: string[]) {
  const name = randomName("inner");
  await using ctrack = await startTracing(dockerd, ...flags);
  const id = await inner.run(newContainer("create", name, IMAGE, ...FAMILY.args(name)));
  await inner.run(["start", "-a", id]);
  await ctrack.until(
    "the end of act",
    (line) => ofContainer(id)(line) && isOf("exit", "act")(line),
  );
  await inner.run(["rm", name]);
  const { events } = await endWell(ctrack);
  const mine = events.filter((line) => ofContainer(id)(line) && line.process !== undefined);
  assertEquals(processWords(mine), FAMILY.words(name));
  for (const { cgroup } of mine) {
    assertEquals(cgroup?.path, `/docker/${inner.outerId}/docker/${id}`);
  }
  return { id, name, mine };
}

/** The inner name is known to the inner daemon alone, which nobody asked for. */
async function isKnownById(world: World): Promise<void> {
  const { id, mine } = await traceInner(world);
  const nesting = [world.inner.outerId];
  for (const { container } of mine) {
    assertEquals(container, { id, kind: "docker", label: "unknown", nesting });
  }
}

async function isKnownByName(world: World): Promise<void> {
  const { id, name, mine } = await traceInner(world, "--nested");
  const nesting = [world.inner.outerId];
  const image = { name: IMAGE };
  for (const { container } of mine) {
    assertEquals(container, {
      ...{ id, name, runtime: "docker", image, label: "ok", kind: "docker", nesting },
    });
  }
}

/** What happens in the outer container beside the inner ones is the outer one's. */
async function outerKeepsItsOwn({ dockerd, inner }: World): Promise<void> {
  await using ctrack = await startTracing(dockerd);
  const mark = randomName("mark");
  await dockerd.run(["exec", inner.outerId, `${ACTS}/act`, "spawn", "2", `${ACTS}/leaf`, mark]);
  const isMine = ofContainer(inner.outerId);
  await ctrack.until("the end of act", (line) => isMine(line) && isOf("exit", "act")(line));
  const { events } = await endWell(ctrack);
  const mine = events.filter((line) => isMine(line) && line.process !== undefined);
  const expected = FAMILY.words(mark).map((words) =>
    words.replace(" init ", " exec ").replaceAll("/bin/", `${ACTS}/`)
  );
  assertEquals(processWords(mine), expected);
}

/** Kubernetes in Docker: the inner containerd runs a pod's container. */
async function podIsFound({ dockerd, inner }: World): Promise<void> {
  const ctr = `ctr --address ${INNER_CONTAINERD} --namespace k8s.io`;
  const sh = (script: string) =>
    dockerd.run(["exec", inner.outerId, "/bin/sh", "-c", `set -e; ${script}`]);
  await sh(`docker save ${IMAGE} | ${ctr} images import --snapshotter native -`);
  await using ctrack = await startTracing(dockerd);
  const id = crypto.getRandomValues(new Uint8Array(32)).toHex();
  const uid = crypto.randomUUID();
  const name = randomName("pod");
  const pod = `/kubepods/besteffort/pod${uid}`;
  const image = `docker.io/library/${IMAGE}`;
  await sh(
    `${ctr} run --rm --snapshotter native --cgroup ${pod}/${id} ${image} ${id} ${
      FAMILY.args(name).join(" ")
    }`,
  );
  await ctrack.until(
    "the end of act",
    (line) => ofContainer(id)(line) && isOf("exit", "act")(line),
  );
  const { events } = await endWell(ctrack);
  const mine = events.filter((line) => ofContainer(id)(line) && line.process !== undefined);
  assertEquals(processWords(mine), FAMILY.words(name));
  for (const { container, cgroup } of mine) {
    assertEquals(container?.kind, "kubernetes");
    assertEquals(container?.nesting, [inner.outerId]);
    assertEquals(cgroup?.path, `/docker/${inner.outerId}${pod}/${id}`);
  }
}

await e2eTest(
  "ctrack finds the innermost of nested containers",
  ["tracing", "programs", "dockerd"],
  async (t) => {
    await using dockerd = await startDockerd();
    await importPrograms(dockerd, IMAGE);
    await using inner = await startInnerDockerd(dockerd, randomName("outer"), IMAGE);
    const steps = {
      "an inner container by its id": isKnownById,
      "an inner container by its name, when that is asked for": isKnownByName,
      "the outer container's own processes": outerKeepsItsOwn,
      "a pod's container in it": podIsFound,
    };
    for (const [name, step] of Object.entries(steps)) {
      await t.step(name, () => step({ dockerd, inner }));
    }
  },
);
