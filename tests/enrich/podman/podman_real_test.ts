import "../../keep_libc.ts";
import { assertEquals } from "@std/assert";
import {
  createPodmanClient,
  type PodmanClientOptions,
} from "../../../src/enrich/podman/podman_client.ts";
import type { RuntimeClient, RuntimeContainer } from "../../../src/enrich/runtime_client.ts";
import { type Podman, type PodmanOptions, podmanTest, startPodman } from "../../workload/podman.ts";
import { Recorder } from "../api/recorder.ts";
import { runningConmons } from "./running_helpers.ts";

const SLEEP = ["img:1", "/bin/sleep", "1000"];
/** No user's podman but the test's own. */
const NOBODY = { passwd: "/no/such/file", runFolder: "/no/such/folder" };

interface World {
  readonly podman: Podman;
  readonly client: RuntimeClient;
  readonly recorder: Recorder;
  /** Tells the client of the conmons that run. */
  notice(): Promise<void>;
  /** Runs a container that lasts, and gives its id. */
  start(name: string, ...flags: readonly string[]): Promise<string>;
}

/** Follows a podman of the test's own; root's own storage is another unless the options say so. */
async function inWorld(
  options: PodmanOptions,
  client: (podman: Podman) => PodmanClientOptions,
  test: (world: World) => Promise<void>,
): Promise<void> {
  await using podman = await startPodman(options);
  await podman.importBusybox("img:1");
  const recorder = new Recorder();
  const stop = new AbortController();
  const made = createPodmanClient({ sockets: [], userFiles: NOBODY, ...client(podman) });
  const followed = made.follow(recorder, stop.signal);
  try {
    await test({
      podman,
      client: made,
      recorder,
      async notice() {
        for (const helper of await runningConmons(podman.folder)) made.noticed?.(helper);
      },
      start: (name, ...flags) => podman.run(["run", "-d", "--name", name, ...flags, ...SLEEP]),
    });
  } finally {
    stop.abort();
    await followed;
  }
}

/** Root's storage is the test's. */
function asRoot({ uid, root, runRoot, tmpFolder }: Podman): PodmanClientOptions {
  return { rootPlace: { uid, root, runRoot, tmpFolder } };
}

/** Root has none. */
function withoutRoot({ folder }: Podman): PodmanClientOptions {
  return { rootPlace: { uid: 0, root: `${folder}/none` } };
}

function withoutTimes(answer: unknown): unknown {
  const { createdAt, startedAt, ...rest }: RuntimeContainer = Object(answer);
  for (const time of [createdAt, startedAt]) {
    assertEquals(time === undefined || Math.abs(time - Date.now()) < 3_600_000, true);
  }
  return { ...rest, ...rest.labels === undefined ? {} : { labels: { ...rest.labels } } };
}

/** The calls about one container, without its id. */
function about(recorder: Recorder, id: string): readonly string[] {
  return recorder.calls.filter((call) => call.includes(id)).map((call) => call.replace(id, "#"));
}

const LIFE = [
  "update # web localhost/img:1",
  "happened # create",
  "update # web localhost/img:1",
  "happened # start",
  "happened # exec",
  "happened # exec_exit exitCode=3",
  "update # web localhost/img:1",
  "happened # pause",
  "update # web localhost/img:1",
  "happened # unpause",
  "update # shop localhost/img:1",
  "happened # rename oldName=web",
  "happened # kill",
  "update # shop localhost/img:1",
  "happened # die exitCode=137",
  "happened # destroy",
  "removed #",
];

/** Lets a container live through all that podman tells of; gives its id. */
async function live({ podman, start }: World): Promise<string> {
  const id = await start("web", "--label", "tier=front");
  await podman.podman(["exec", "web", "/bin/sh", "-c", "exit 3"]);
  // Without a cgroup there is nothing to freeze.
  if (podman.uid === 0) {
    await podman.run(["pause", "web"]);
    await podman.run(["unpause", "web"]);
  }
  await podman.run(["rename", "web", "shop"]);
  await podman.run(["kill", "shop"]);
  await podman.run(["wait", "shop"]);
  await podman.run(["rm", "shop"]);
  return id;
}

await podmanTest(
  "createPodmanClient() tells a life from root's log, without a socket",
  () =>
    inWorld({}, asRoot, async (world) => {
      await world.recorder.until("up");
      const id = await live(world);
      await world.recorder.until(`removed ${id}`);
      assertEquals(about(world.recorder, id), LIFE);
      assertEquals(await world.client.lookup(id), "none");
    }),
);

await podmanTest(
  "createPodmanClient() tells a life from a socket that comes later",
  () =>
    inWorld({}, (podman) => ({ ...asRoot(podman), sockets: [podman.socket] }), async (world) => {
      const { podman, client, recorder } = world;
      const before = await world.start("before", "--label", "a=b");
      await podman.startService();
      // Nobody looks for sockets by the clock: a helper that runs is the sign.
      await world.notice();
      const isByApi = async () => Object(await client.inspect?.(before)).restartCount === 0;
      while (!(await isByApi())) await Deno.stat(podman.folder);
      const id = await live(world);
      await recorder.until(`removed ${id}`);
      const told = about(recorder, id);
      assertEquals(told.filter((call) => !call.startsWith("update")).map(withoutOldName), [
        "happened # create",
        "happened # start",
        "happened # exec",
        "happened # exec_exit exitCode=3",
        "happened # pause",
        "happened # unpause",
        "happened # rename",
        "happened # kill",
        "happened # die exitCode=137",
        "happened # destroy",
        "removed #",
      ]);
      const inspected = withoutTimes(await client.inspect?.(before));
      assertEquals(inspected, {
        id: before,
        name: "before",
        image: "localhost/img:1",
        labels: { a: "b" },
        state: "running",
        restartCount: 0,
      });
      await podman.stopService();
      assertEquals(Object(await client.lookup(before)).name, "before");
    }),
);

/** The socket does not tell it, the log does. */
function withoutOldName(call: string): string {
  return call.replace(" oldName=web", "");
}

for (const as of ["root", "rootless"] as const) {
  await podmanTest(
    `createPodmanClient() names a ${as} container by its conmon and files alone`,
    () =>
      inWorld({ as, events: "none" }, withoutRoot, async (world) => {
        const { podman, client, recorder, notice } = world;
        await recorder.until("absent no podman storage and no socket");
        const id = await world.start("web", "--label", "a=b");
        assertEquals(await client.lookup(id), "none");
        await notice();
        await recorder.until(`update ${id} web localhost/img:1`);
        assertEquals(recorder.calls[1], "up");
        const container = { id, name: "web", image: "localhost/img:1" };
        assertEquals(withoutTimes(await client.lookup(id)), container);
        await podman.run(["rename", "web", "shop"]);
        assertEquals(withoutTimes(await client.lookup(id)), { ...container, name: "shop" });
        await podman.run(["rm", "--force", "--time=0", "shop"]);
        // Its last events may still be on their way: what conmon said stands.
        assertEquals(await client.lookup(id), { id, name: "web", isPartial: true });
      }),
  );
}

await podmanTest(
  "createPodmanClient() finds a rootless user's storage by itself, and his life in the log",
  () =>
    inWorld({ as: "rootless" }, (podman) => {
      const passwd = `${podman.folder}/passwd`;
      const runFolder = `${podman.folder}/users`;
      Deno.writeTextFileSync(passwd, `user:x:${podman.uid}:1::${podman.folder}/home:/bin/sh\n`);
      Deno.mkdirSync(runFolder);
      Deno.symlinkSync(`${podman.folder}/run`, `${runFolder}/${podman.uid}`);
      return { ...withoutRoot(podman), userFiles: { passwd, runFolder } };
    }, async (world) => {
      await world.recorder.until("up");
      const web = await world.start("other", "--label", "a=b");
      await world.recorder.until(`happened ${web} start`);
      assertEquals(withoutTimes(await world.client.lookup(web)), {
        id: web,
        name: "other",
        image: "localhost/img:1",
        labels: { a: "b" },
        state: "running",
      });
      const id = await live(world);
      await world.recorder.until(`removed ${id}`);
      assertEquals(about(world.recorder, id), [...LIFE.slice(0, 6), ...LIFE.slice(10)]);
    }),
);

await podmanTest(
  "createPodmanClient() knows pods and their own containers",
  () =>
    inWorld({}, asRoot, async ({ podman, client, start, recorder }) => {
      await recorder.until("up");
      const pod = await podman.run([
        "pod",
        "create",
        "--name=pair",
        "--infra-image=img:1",
        "--infra-command=/bin/sleep 1000",
        "--share=ipc",
      ]);
      const front = await start("front", "--pod", "pair");
      const infra = await podman.run(["inspect", "--format={{.Id}}", `${pod.slice(0, 12)}-infra`]);
      const podOf = async (id: string) => {
        const { pod, isSandbox }: RuntimeContainer = Object(await client.lookup(id));
        return { pod, isSandbox };
      };
      assertEquals(await podOf(front), { pod: { name: "pair" }, isSandbox: undefined });
      assertEquals(await podOf(infra), { pod: { name: "pair" }, isSandbox: true });
    }),
);

await podmanTest("createPodmanClient() lets no user name root's containers", async () => {
  await using mine = await startPodman({ as: "rootless", events: "none" });
  await inWorld({}, asRoot, async ({ podman, client, notice, recorder, start }) => {
    const id = await start("web");
    await notice();
    await recorder.until(`update ${id} web localhost/img:1`);
    const root = `${mine.folder}/home/store`;
    const list = `${root}/overlay-containers/containers.json`;
    await Deno.mkdir(`${root}/overlay-containers`, { recursive: true });
    const lie = { id, names: ["lie"], metadata: '{"name":"lie"}' };
    await Deno.writeTextFile(list, JSON.stringify([lie]));
    await Deno.chown(list, mine.uid, mine.uid);
    const [helper] = await runningConmons(podman.folder);
    if (helper === undefined) throw new Error("no conmon runs");
    const args = helper.args.map((arg) => arg === podman.root ? root : arg === "web" ? "lie" : arg);
    const claim = { ...helper.claim, name: "lie" };
    client.noticed?.({ ...helper, uid: mine.uid, args, claim });
    assertEquals(Object(await client.lookup(id)).name, "web");
    assertEquals(recorder.containers.some(({ name }) => name === "lie"), false);
  });
});
