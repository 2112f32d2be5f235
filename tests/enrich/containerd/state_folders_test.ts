import { assertEquals } from "@std/assert";
import { StateFolders } from "../../../src/enrich/containerd/state_folders.ts";
import type { Helper } from "../../../src/enrich/helper/helper.ts";

function shim(folder: string, uid = 0, runtime = "containerd"): Helper {
  return {
    pid: 5,
    startTime: 1,
    uid,
    workingDirectory: folder,
    args: [],
    claim: { runtime, startsProcesses: true },
  };
}

Deno.test("StateFolders.notice() learns from where a shim works", () => {
  const folders = new StateFolders(["/run/containerd"]);
  const notice = (path: string, uid?: number, runtime?: string) =>
    folders.notice(shim(path, uid, runtime));
  assertEquals(notice("/run/containerd/io.containerd.runtime.v2.task/default/web"), false);
  assertEquals(notice("/x/y/io.containerd.runtime.v2.task/k8s.io/abc"), true);
  assertEquals(notice("/x/y/io.containerd.runtime.v2.task/k8s.io/def"), false);
  assertEquals(notice("/x/old/io.containerd.runtime.v1.linux/moby/abc"), true);
  assertEquals(notice("/"), false);
  assertEquals(notice("/z/io.containerd.runtime.v2.task/moby/abc", 0, "docker"), false);
  assertEquals(folders.paths, ["/run/containerd", "/x/y", "/x/old"]);
});

Deno.test("StateFolders.notice() believes a user of his own folder only", () => {
  const folders = new StateFolders([]);
  const below = "io.containerd.runtime.v2.task/default/web";
  assertEquals(folders.notice(shim(`/tmp/planted/${below}`, 1000)), false);
  assertEquals(folders.notice(shim(`/run/user/0/${below}`, 1000)), false);
  assertEquals(folders.notice(shim(`/run/user/1000/containerd/${below}`, 1000)), true);
});

Deno.test("StateFolders.notice() forgets the oldest of too many, and none that was given", () => {
  const folders = new StateFolders(["/given"]);
  for (let index = 0; index < 100; index++) {
    folders.notice(shim(`/s${index}/io.containerd.runtime.v2.task/default/web`));
  }
  const { paths } = folders;
  assertEquals([paths.length, paths[0], paths.at(-1)], [17, "/given", "/s99"]);
});
