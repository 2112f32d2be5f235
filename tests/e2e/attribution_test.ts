import { assert, assertEquals } from "@std/assert";
import { type Ctrack, startCtrack } from "../workload/ctrack.ts";
import { type Dockerd, startDockerd } from "../workload/dockerd.ts";
import {
  type EventLine,
  inContainer,
  isOf,
  millisecondsBetween,
  processOf,
} from "../workload/event_line.ts";
import { e2eTest } from "../workload/needs.ts";
import { command, copyPrograms, importPrograms } from "../workload/programs.ts";
import {
  endWell,
  IMAGE,
  newContainer,
  randomName,
  startTracing,
  untilLogged,
} from "../workload/tracing.ts";

const COUNT = 23;

async function sees23Execs(dockerd: Dockerd): Promise<void> {
  const name = randomName("known");
  const id = await dockerd.run(
    newContainer("create", name, "--user=1234:567", IMAGE)
      .concat("/bin/act", "spawn", String(COUNT), "/bin/leaf"),
  );
  await using ctrack = await startTracing(dockerd);
  const told = (await dockerd.run(["start", "-a", name])).split("\n").map((line) =>
    line.split(" ")
  );
  await ctrack.until(
    "the end of act",
    (line) => inContainer(name)(line) && isOf("exit", "act")(line),
  );

  const mine = ctrack.events.filter(inContainer(name));
  const execs = mine.filter(({ process }) => process?.executable?.path === "/bin/leaf");
  const exits = mine.filter(isOf("exit", "leaf"));
  const forks = mine.filter(isOf("fork", "act"));
  const [act] = mine.filter(({ process }) => process?.executable?.path === "/bin/act");
  assertEquals([execs.length, exits.length, forks.length], [COUNT, COUNT, COUNT]);
  assertEquals(told.length, COUNT + 1);
  assertEquals(processOf(act).vpid, Number(told[0]?.[0]));

  for (const [index, exec] of execs.entries()) {
    const process = processOf(exec);
    const [vpid, parentVpid, code] = told[index + 1] ?? [];
    assertEquals(exec.event, "exec");
    assertEquals([process.vpid, processOf(act).vpid], [Number(vpid), Number(parentVpid)]);
    assertEquals(process.parent_pid, processOf(act).pid);
    assertEquals(process.command, "leaf");
    assertEquals(process.command_args, ["/bin/leaf", "exit", String(index)]);
    assertEquals(process.working_directory, "/");
    assertEquals([process.user.id, process.group.id], [1234, 567]);
    assertEquals(process.executable, { path: "/bin/leaf" });
    assertEquals(exec.cgroup?.path, `/docker/${id}`);
    assertEquals(exec.container, {
      id,
      name,
      runtime: "docker",
      image: { name: "acts:1.0" },
      label: "ok",
      kind: "docker",
    });
    assert(process.start_time < exec.time, "a process starts before it executes");
    assertEquals(code, String(index));

    const fork = forks.find((line) => processOf(line).pid === process.pid);
    const exit = exits.find((line) => processOf(line).pid === process.pid);
    const end = processOf(exit);
    assertEquals([processOf(fork).vpid, processOf(fork).parent_pid], [
      process.vpid,
      process.parent_pid,
    ]);
    assertEquals([end.vpid, end.parent_pid, end.exit], [process.vpid, process.parent_pid, {
      code: index,
    }]);
    assertEquals([processOf(fork).start_time, end.start_time], [
      process.start_time,
      process.start_time,
    ]);
    assertEquals(exit?.container, exec.container);
    assert(exec.time < (exit?.time ?? ""), "a process ends after its exec");
    const livedMs = millisecondsBetween(process.start_time, exit?.time ?? "");
    assert(Math.abs((end.duration_ms ?? 0) - livedMs) < 0.01, "the duration is exit minus start");
    assert((end.cpu_time_ms ?? Infinity) <= (end.duration_ms ?? 0), "one thread has one CPU");
    assert((end.peak_rss_bytes ?? 0) >= 4096, "a program has at least a page");
  }
  await endWell(ctrack, name);
}

async function seesDockerExec(dockerd: Dockerd): Promise<void> {
  const name = randomName("target");
  const id = await dockerd.run(newContainer("run", name, "-d", IMAGE, "/bin/act", "wait"));
  await using ctrack = await startTracing(dockerd);
  const [vpid] = (await dockerd.run(["exec", name, "/bin/leaf", "exit", "0"])).split(" ");
  await ctrack.until("the end of leaf", isOf("exit", "leaf"));
  // Nothing but the exec has run in there since tracing began: its first event has a name.
  const execs = ctrack.events.filter(inContainer(name)).filter(isOf("exec", "leaf"));
  assertEquals(execs.length, 1);
  assertEquals(processOf(execs[0]).vpid, Number(vpid));
  assertEquals(execs[0]?.container?.id, id);
  assertEquals(execs[0]?.cgroup?.path, `/docker/${id}`);
  const first = ctrack.events.find(({ container }) => container?.id === id);
  assertEquals([first?.container?.name, first?.container?.label], [name, "ok"]);
  await endWell(ctrack, name);
  await dockerd.run(["rm", "-f", name]);
}

async function seesWhatRunsAlready(dockerd: Dockerd): Promise<void> {
  const name = randomName("earlier");
  await dockerd.run(
    newContainer("run", name, "-d", IMAGE)
      .concat("/bin/sh", "-c", "/bin/act wait & /bin/leaf wait 'two words' & wait"),
  );
  const pid = Number(await dockerd.run(["inspect", "-f", "{{.State.Pid}}", name]));
  await untilLogged(dockerd, name, 2);
  await using ctrack = await startTracing(dockerd, "-e", "process,exit", "-c", name);
  await ctrack.until("three processes", ({ event }) => event === "process", 3);
  const facts = ctrack.events.map((line) => {
    const { command_args, vpid } = processOf(line);
    return [line.event, vpid, command_args, line.container?.label] as const;
  });
  assertEquals(
    facts.toSorted((a, b) => a[1] - b[1]).map(([event, , args, label]) => [
      event,
      args,
      label,
    ]),
    [
      ["process", ["/bin/sh", "-c", "/bin/act wait & /bin/leaf wait 'two words' & wait"], "ok"],
      ["process", ["/bin/act", "wait"], "ok"],
      ["process", ["/bin/leaf", "wait", "two words"], "ok"],
    ],
  );
  assertEquals(ctrack.events.find((line) => processOf(line).pid === pid)?.process?.vpid, 1);
  await dockerd.run(["rm", "-f", name]);
  await ctrack.until("three ends", ({ event }) => event === "exit", 3);
  await endWell(ctrack, name);
}

async function followsRename(dockerd: Dockerd): Promise<void> {
  const before = randomName("before");
  const after = randomName("after");
  await dockerd.run(newContainer("run", before, "-d", IMAGE, "/bin/act", "wait"));
  await using ctrack = await startTracing(dockerd);
  const leaf = (code: string) => dockerd.docker(["exec", before, "/bin/leaf", "exit", code]);
  await leaf("1");
  await ctrack.until("the end of leaf 1", isOf("exit", "leaf"));
  await dockerd.run(["rename", before, after]);
  await dockerd.docker(["exec", after, "/bin/leaf", "exit", "2"]);
  await ctrack.until("the end of leaf 2", isOf("exit", "leaf"), 2);
  const names = ctrack.events.filter(isOf("exec", "leaf")).map(({ container }) => container?.name);
  assertEquals(names, [before, after]);
  await endWell(ctrack, after);
  await dockerd.run(["rm", "-f", after]);
}

/** A container that shares all but its mounts with the host is a container all the same. */
async function seesHostNamespaces(dockerd: Dockerd): Promise<void> {
  const name = randomName("sharing");
  await using ctrack = await startTracing(dockerd);
  const sharing = ["--pid=host", "--ipc=host", "--uts=host"];
  const told = await dockerd.run(
    ["run", "--rm", "--name", name, "--net=host", ...sharing, IMAGE, "/bin/leaf", "exit", "0"],
  );
  await ctrack.until("the end", (line) => inContainer(name)(line) && isOf("exit", "leaf")(line));
  const execs = ctrack.events.filter(inContainer(name)).filter(isOf("exec", "leaf"));
  assertEquals(execs.length, 1);
  const { pid, vpid } = processOf(execs[0]);
  assertEquals([pid, vpid], [Number(told.split(" ")[0]), pid]);
  await endWell(ctrack, name);
}

async function keepsHostApart(dockerd: Dockerd): Promise<void> {
  await using programs = await copyPrograms();
  const unique = `host-${crypto.randomUUID().slice(0, 6)}`;
  await Deno.rename(programs.leaf, `${programs.folder}/${unique}`);
  const name = randomName("marker");
  const onHost = () => command(programs.act, ["spawn", "5", `${programs.folder}/${unique}`]);
  const marker = newContainer("run", name, "--rm", IMAGE, "/bin/leaf", "exit", "0");
  const isMarkerEnd = (line: EventLine) => inContainer(name)(line) && isOf("exit", "leaf")(line);
  const counts = ({ events }: Ctrack) => [
    events.filter(isOf("exec", unique)).length,
    events.filter(isOf("exit", unique)).length,
    events.filter((line) => inContainer(name)(line) && isOf("exec", "leaf")(line)).length,
    events.filter(({ container }) => container === undefined).length,
  ];

  await using byDefault = await startTracing(dockerd);
  await using withHost = await startTracing(dockerd, "--host");
  await using hostOnly = await startCtrack(["-o", "json", "--host-only"]);
  await onHost();
  await dockerd.run(marker);
  await onHost();
  const isEnd = isOf("exit", unique);
  await Promise.all([
    byDefault.until("the marker's end", isMarkerEnd),
    withHost.until("the marker's end", isMarkerEnd),
    withHost.until("the ends on the host", isEnd, 10),
    hostOnly.until("the ends on the host", isEnd, 10),
  ]);
  assertEquals(counts(byDefault), [0, 0, 1, 0]);
  assertEquals(counts(withHost).slice(0, 3), [10, 10, 1]);
  assertEquals(counts(hostOnly).slice(0, 3), [10, 10, 0]);
  assertEquals(hostOnly.events.filter(({ container }) => container !== undefined), []);
  const own = [byDefault, withHost, hostOnly].map(({ pid }) => pid);
  for (const { process } of withHost.events) {
    assert(process?.pid !== withHost.pid, "ctrack does not report itself");
    assert(process?.executable?.path !== "/bin/leaf" || !own.includes(process.pid));
  }
  await endWell(byDefault, name);
}

await e2eTest(
  "ctrack labels what runs in Docker containers",
  ["tracing", "programs", "dockerd"],
  async (t) => {
    await using dockerd = await startDockerd();
    await importPrograms(dockerd, IMAGE);
    const steps = {
      "23 known execs are 23 exec and 23 exit events, exact to each value": sees23Execs,
      "docker exec is seen in its container": seesDockerExec,
      "a container that runs already is labelled from the first event": seesWhatRunsAlready,
      "a rename changes what comes after it alone": followsRename,
      "a container in the host's namespaces is one as well": seesHostNamespaces,
      "a host process appears only when asked for": keepsHostApart,
    };
    for (const [name, step] of Object.entries(steps)) await t.step(name, () => step(dockerd));
  },
);
