import "../../keep_libc.ts";
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { BundleFinder } from "../../../src/enrich/containerd/bundle_finder.ts";
import { StateFolders, TASK_FOLDERS } from "../../../src/enrich/containerd/state_folders.ts";
import { bundle } from "./fixtures.ts";

/** A state folder of the test's own. */
class State implements Disposable {
  readonly path = Deno.makeTempDirSync({ prefix: "ctrack-state-" });
  readonly finder = new BundleFinder(new StateFolders([`${this.path}/none`, this.path]));

  /** Folder of a bundle, whose parents are made. */
  folder(path: string, task = TASK_FOLDERS[0]): string {
    const folder = `${this.path}/${task}/${path}`;
    Deno.mkdirSync(folder, { recursive: true });
    return folder;
  }

  write(path: string, config: string, task?: string): void {
    Deno.writeTextFileSync(`${this.folder(path, task)}/config.json`, config);
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}

const BARE = '{"ociVersion":"1.0.2"}';

Deno.test("BundleFinder.lookup() finds a pod's container and its sandbox", async () => {
  using state = new State();
  for (const name of ["nginx", "web-0"] as const) {
    const { path, config } = bundle(name);
    state.write(path, config);
  }
  const id = bundle("nginx").path.replace("k8s.io/", "");
  const { createdAt = 0, pod, ...rest } = await state.finder.lookup(id) as never as Record<
    string,
    unknown
  >;
  assertEquals(rest, { id, name: "nginx", image: "ctrack.test/busybox:1" });
  assertEquals(Number(createdAt) > 0, true);
  const { uid: _, ...names } = pod as Record<string, unknown>;
  assertEquals(names, { name: "web-0", namespace: "shop", container: "nginx" });
  const sandbox = await state.finder.lookup(bundle("web-0").path.replace("k8s.io/", ""));
  assertEquals(typeof sandbox === "string" ? sandbox : [sandbox.name, sandbox.isSandbox], [
    "web-0",
    true,
  ]);
});

Deno.test("BundleFinder.lookup() names a container of ctr by label or id, in either layout", async () => {
  using state = new State();
  state.write("default/web", bundle("web").config);
  state.write("other/a.b-c_1", BARE, TASK_FOLDERS[1]);
  Deno.writeTextFileSync(`${state.folder("default/web")}/init.pid`, "1");
  const names: unknown[] = [];
  for (const id of ["web", "a.b-c_1"]) {
    const found = await state.finder.lookup(id);
    names.push(typeof found === "string" ? found : found.name);
    assertEquals(typeof found !== "string" && found.startedAt !== undefined, id === "web");
  }
  assertEquals(names, ["shop", "a.b-c_1"]);
  assertEquals(state.finder.isPresent, true);
});

Deno.test("BundleFinder.lookup() sees a namespace that is made later", async () => {
  using state = new State();
  assertEquals([state.finder.isPresent, await state.finder.lookup("a")], [false, "none"]);
  state.folder("first/x");
  assertEquals(await state.finder.lookup("a"), "none");
  state.write("second/a", BARE);
  assertEquals(typeof await state.finder.lookup("a"), "object");
});

Deno.test("BundleFinder.lookup() leaves Docker's containers to Docker", async () => {
  using state = new State();
  state.write("moby/a", BARE);
  assertEquals(await state.finder.lookup("a"), "none");
});

Deno.test("BundleFinder.lookup() says no more than the id when two namespaces have it", async () => {
  using state = new State();
  state.write("default/web", bundle("web").config);
  state.write("other/web", BARE);
  assertEquals(await state.finder.lookup("web"), { id: "web", name: "web" });
});

Deno.test("BundleFinder.lookup() gives no answer for a pod's container without a name", async () => {
  using state = new State();
  const annotations = { "io.kubernetes.cri.container-type": "container" };
  state.write("k8s.io/a", JSON.stringify({ ociVersion: "1", annotations }));
  assertEquals(await state.finder.lookup("a"), "no answer");
});

Deno.test("BundleFinder.lookup() follows no link and opens no FIFO", async () => {
  using state = new State();
  const real = state.folder("elsewhere/real");
  Deno.writeTextFileSync(`${real}/config.json`, BARE);
  Deno.symlinkSync(`${real}/config.json`, `${state.folder("default/file")}/config.json`);
  Deno.symlinkSync(real, `${state.path}/${TASK_FOLDERS[0]}/default/folder`);
  Deno.symlinkSync(
    `${state.path}/${TASK_FOLDERS[0]}/elsewhere`,
    `${state.path}/${TASK_FOLDERS[0]}/linked`,
  );
  const fifo = `${state.folder("default/fifo")}/config.json`;
  assertEquals((await new Deno.Command("mkfifo", { args: [fifo] }).output()).success, true);
  for (const id of ["file", "folder", "fifo"]) {
    assertEquals(await state.finder.lookup(id), "none");
  }
  assertEquals(await state.finder.lookup("real").then((found) => typeof found), "object");
});

Deno.test("BundleFinder.lookup() takes no id for a path, and no garbage for a bundle", async () => {
  using state = new State();
  state.write("default/a", BARE);
  state.write("default/bad", "{");
  for (
    const id of ["", ".", "..", "../default/a", "a/../a", "a/", "/a", "a\0", "bad", "x".repeat(77)]
  ) {
    assertEquals(await state.finder.lookup(id), "none");
  }
  await fc.assert(fc.asyncProperty(fc.string(), async (id) => {
    if (id !== "a") assertEquals(await state.finder.lookup(id), "none");
  }));
});
