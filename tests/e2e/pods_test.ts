import { assertEquals } from "@std/assert";
import { BUSYBOX_IMAGE, startContainerd } from "../workload/containerd.ts";
import { startCtrack } from "../workload/ctrack.ts";
import type { EventLine } from "../workload/event_line.ts";
import { e2eTest } from "../workload/needs.ts";
import { endWell, randomName } from "../workload/tracing.ts";

/** A line with the names that Kubernetes gave. */
interface PodLine extends EventLine {
  readonly k8s?: {
    readonly namespace?: { readonly name: string };
    readonly pod?: { readonly name?: string; readonly uid?: string };
    readonly container?: { readonly name: string };
  };
}

/** What a line says happened: an action of the container, or what a process of which role did. */
function step({ event, action, process }: EventLine): string {
  if (process === undefined) return `${event} ${action}`;
  const { role, command_args: args } = process;
  return [event, role, ...event === "exec" ? [args?.join(" ")] : []].join(" ");
}

/** A program that starts another, and then becomes a third. */
const COMMAND = ["/bin/sh", "-c", "/bin/true; exec /bin/sleep 1000"];

const OF_CONTAINER = [
  "exec init /bin/sh -c /bin/true; exec /bin/sleep 1000",
  "fork child",
  "exec child /bin/true",
  "exit child",
  "exec init /bin/sleep 1000",
  "exec exec /bin/echo hello",
  "exit exec",
  "exit init",
];
const OF_SANDBOX = ["exec init /bin/sleep 1000000", "exit init"];

const LIFE = ["container create", "container start", "container die", "container destroy"];
const LIFE_WITH_EXEC = LIFE.toSpliced(2, 0, "container exec", "container exec_exit");

await e2eTest(
  "ctrack names the processes of real pods, and of the containers that hold them",
  ["tracing", "containerd"],
  async () => {
    await using containerd = await startContainerd();
    await using ctrack = await startCtrack([
      "-o",
      "json",
      "--containerd-socket",
      containerd.socket,
    ]);
    const seen: { id: string; uid: string; pod: string; name: string; isSandbox: boolean }[] = [];
    for (let count = 0; count < 5; count++) {
      const name = randomName("web");
      const pod = await containerd.pods.run({ name, namespace: "shop" });
      const { id, uid } = pod;
      seen.push({ id, uid, pod: name, name, isSandbox: true });
      const inner = randomName("nginx");
      const container = await pod.run({ name: inner, command: COMMAND });
      seen.push({ id: container, uid, pod: name, name: inner, isSandbox: false });
      const isSleep = ({ event, container, process }: EventLine) =>
        event === "exec" && container?.name === inner && process?.command === "sleep";
      await ctrack.until("the last program", isSleep);
      await containerd.pods.exec(container, ["/bin/echo", "hello"]);
      await pod.remove();
      const isEnd = (line: EventLine) => line.action === "destroy" && line.container?.id === id;
      await ctrack.until("the pod's end", isEnd);
    }
    const { events } = await endWell(ctrack, ...seen.map(({ name }) => name));
    for (const { id, uid, pod, name, isSandbox } of seen) {
      const lines = (events as readonly PodLine[]).filter((line) => line.container?.id === id);
      const steps = lines.map(step);
      assertEquals(steps.filter((text) => !text.startsWith("container ")), [
        ...isSandbox ? OF_SANDBOX : OF_CONTAINER,
      ]);
      assertEquals(steps.filter((text) => text.startsWith("container ")), [
        ...isSandbox ? LIFE : LIFE_WITH_EXEC,
      ]);
      const names = {
        namespace: { name: "shop" },
        pod: { name: pod, uid },
        ...isSandbox ? {} : { container: { name } },
      };
      for (const { container, k8s, process } of lines) {
        assertEquals([container?.name, container?.runtime], [name, "containerd"]);
        if (process === undefined) continue;
        assertEquals(k8s as unknown, names);
        if (!isSandbox) assertEquals(container?.image, { name: BUSYBOX_IMAGE });
      }
    }
    // Nobody else has a name of theirs.
    const ids = new Set(seen.map(({ id }) => id));
    const theirs = new Set(seen.map(({ name }) => name));
    const strangers = events.filter(({ container }) =>
      container?.name !== undefined && theirs.has(container.name) && !ids.has(container.id)
    );
    assertEquals(strangers, []);
  },
);
