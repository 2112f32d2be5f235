import { assert, assertEquals } from "@std/assert";
import { type BadDaemon, listenBadly, type Manners } from "../workload/bad_daemon.ts";
import { type Ctrack, startCtrack } from "../workload/ctrack.ts";
import { type Dockerd, startDockerd } from "../workload/dockerd.ts";
import { type EventLine, isOf, ofContainer } from "../workload/event_line.ts";
import { processWords, SHORT } from "../workload/known_work.ts";
import { e2eTest } from "../workload/needs.ts";
import { startContainerd } from "../workload/containerd.ts";
import { startPodman } from "../workload/podman.ts";
import { importPrograms, rootFolder } from "../workload/programs.ts";
import {
  CTR_IMAGE,
  CTR_PLACES,
  ctrSubject,
  podmanSubject,
  type Subject,
} from "../workload/subjects.ts";
import { endWell, IMAGE, newContainer, randomName } from "../workload/tracing.ts";

/** Runs a short container and waits for its last event; gives its lines about processes. */
async function runOne(dockerd: Dockerd, ctrack: Ctrack): Promise<readonly EventLine[]> {
  const name = randomName("patient");
  const id = await dockerd.run(newContainer("create", name, IMAGE, ...SHORT.args(name)));
  await dockerd.run(["start", "-a", id]);
  const isMine = ofContainer(id);
  await ctrack.until("its end", (line) => isMine(line) && isOf("exit", "leaf")(line));
  await dockerd.run(["rm", id]);
  const mine = ctrack.events.filter((line) => isMine(line) && line.process !== undefined);
  assertEquals(processWords(mine), SHORT.words(name));
  for (const { container } of mine) {
    assertEquals(container?.name, container?.label === "ok" ? name : undefined);
  }
  return mine;
}

/** Runs containers until one has its name on each line: the daemon has been found again. */
async function untilLabelled(dockerd: Dockerd, ctrack: Ctrack): Promise<void> {
  for (let tries = 0; tries < 40; tries++) {
    const lines = await runOne(dockerd, ctrack);
    if (lines.every(({ container }) => container?.label === "ok")) return;
  }
  throw new Error("labels have not come back");
}

/** Resident memory, in MiB. */
async function residentMiB(pid: number): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  return Number(/^VmRSS:\s*(\d+) kB/m.exec(status)?.[1]) / 1024;
}

/** Most that memory may grow while a daemon misbehaves, MiB: a fraction of what a flood sends. */
const GROWTH_MIB = 64;
/** What ctrack reads of a flood at least, bytes. */
const FLOOD_MIN_BYTES = 32 << 20;
/** Containers that run in the meantime, and more until ctrack has had to do with the daemon. */
const PATIENTS = 4;
const PATIENTS_MAX = 40;

async function survives(dockerd: Dockerd, bad: BadDaemon, manners: Manners): Promise<void> {
  bad.behave("good");
  await using ctrack = await startCtrack(["-o", "json", "--docker-socket", bad.socket]);
  await untilLabelled(dockerd, ctrack);
  const before = await residentMiB(ctrack.pid);
  const { taken, sent } = bad;
  bad.behave(manners);
  const isMet = () =>
    bad.taken > taken && (manners !== "flood" || bad.sent - sent > FLOOD_MIN_BYTES);
  for (let count = 0; count < PATIENTS || !isMet(); count++) {
    assert(count < PATIENTS_MAX, `ctrack has not met what is ${manners}`);
    await runOne(dockerd, ctrack);
  }
  bad.behave("good");
  await untilLabelled(dockerd, ctrack);
  const grown = await residentMiB(ctrack.pid) - before;
  assert(grown < GROWTH_MIB, `memory has grown by ${grown.toFixed(0)} MiB`);
  await endWell(ctrack);
}

/** The daemon itself is killed in the middle, and comes back. */
async function survivesDeath(dockerd: Dockerd): Promise<void> {
  await using ctrack = await startCtrack(["-o", "json", "--docker-socket", dockerd.socket]);
  await untilLabelled(dockerd, ctrack);
  for (let i = 0; i < 2; i++) {
    Deno.kill(dockerd.pid, "SIGKILL");
    await dockerd.halt();
    await dockerd.resume();
    await untilLabelled(dockerd, ctrack);
  }
  await endWell(ctrack);
}

/** All of them but the good ones. */
const BAD_MANNERS = ["deaf", "slow", "garbage", "nonsense", "flood"] as const;

/** A runtime that can name its containers without the daemon behind this socket. */
async function keepsNames(subject: Subject, bad: BadDaemon, manners: Manners): Promise<void> {
  bad.behave(manners);
  await using ctrack = await startCtrack(["-o", "json", ...subject.flags]);
  const nameOf = new Map<string, string>();
  for (let i = 0; i < PATIENTS; i++) {
    const name = randomName("named");
    nameOf.set(await subject.run(name, SHORT.args(name)), name);
  }
  await ctrack.until(
    "the ends",
    ({ event, process, container }) =>
      event === "exit" && process?.role === "init" && nameOf.has(container?.id ?? ""),
    PATIENTS,
  );
  const { events } = await endWell(ctrack);
  for (const [id, name] of nameOf) {
    const mine = events.filter((line) => ofContainer(id)(line) && line.process !== undefined);
    assertEquals(processWords(mine), SHORT.words(name));
    for (const { container } of mine) {
      assertEquals([container?.name, container?.label], [name, "ok"]);
    }
  }
}

await e2eTest(
  "ctrack names containers whatever the socket of podman or containerd does",
  ["tracing", "programs", "podman", "containerd"],
  async (t) => {
    await using root = await rootFolder();
    await using podman = await startPodman();
    await podman.importBusybox(IMAGE, [root.programs.act, root.programs.leaf]);
    await podman.startService();
    await using containerd = await startContainerd();
    await containerd.importFolder(CTR_IMAGE, root.path);
    const subjects = [
      { flag: "--podman-socket", daemon: podman, subject: podmanSubject(podman, IMAGE) },
      {
        flag: "--containerd-socket",
        daemon: containerd,
        subject: ctrSubject(containerd, CTR_PLACES["in pods, systemd style"]),
      },
    ];
    for (const { flag, daemon: { folder, socket }, subject } of subjects) {
      await using bad = listenBadly(`${folder}/bad`, socket, "good");
      const flags = [flag, bad.socket];
      for (const manners of BAD_MANNERS) {
        await t.step(
          `${subject.says.runtime}, ${manners}`,
          () => keepsNames({ ...subject, flags }, bad, manners),
        );
      }
    }
  },
);

await e2eTest(
  "ctrack goes on, recovers and stays small whatever a Docker daemon does",
  ["tracing", "programs", "dockerd"],
  async (t) => {
    await using dockerd = await startDockerd({ args: ["--live-restore"] });
    await importPrograms(dockerd, IMAGE);
    await using bad = listenBadly(`${dockerd.folder}/bad`, dockerd.socket, "good");
    for (const manners of BAD_MANNERS) {
      await t.step(manners, () => survives(dockerd, bad, manners));
    }
    await t.step("killed, twice", () => survivesDeath(dockerd));
  },
);
