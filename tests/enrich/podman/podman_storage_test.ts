import "../../keep_libc.ts";
import { assertEquals } from "@std/assert";
import { PodmanStorage } from "../../../src/enrich/podman/podman_storage.ts";
import { fixture, idOf } from "./fixtures.ts";
import { OWN_UID, type TempFolder, tempFolder, writeStorage } from "./temp_folder.ts";

const ID = "a".repeat(64);

/** A storage of the captured files. */
function captured(folder: TempFolder, withLog: boolean): PodmanStorage {
  const containers = fixture("containers.jsonl");
  folder.write("root/overlay-containers/containers.json", containers);
  folder.write("root/overlay-images/images.json", fixture("images.jsonl"));
  const bundle = `root/overlay-containers/${idOf("front")}/userdata`;
  folder.write(`${bundle}/config.json`, fixture("config_pod.jsonl"));
  if (withLog) folder.write("tmp/events/events.log", fixture("events_log.jsonl"));
  const place = { uid: OWN_UID, root: `${folder.path}/root`, tmpFolder: `${folder.path}/tmp` };
  return new PodmanStorage(place, () => {});
}

Deno.test("PodmanStorage.find() tells all that the files have", async () => {
  await using folder = tempFolder();
  const storage = captured(folder, true);
  const front = await storage.find(idOf("front"));
  assertEquals(
    [front?.name, front?.image, front?.state, front?.pod, front?.isSandbox],
    ["front", "localhost/img:1", "running", { name: "pair" }, undefined],
  );
  assertEquals({ ...front?.labels }, {});
  assertEquals(Number(front?.startedAt) > Number(front?.createdAt), true);
  const list: readonly { id: string; names: string[] }[] = JSON.parse(fixture("containers.jsonl"));
  const infra = list.find(({ names }) => names[0]?.endsWith("-infra"))?.id ?? "";
  assertEquals((await storage.find(infra))?.isSandbox, true);
  assertEquals((await storage.find(idOf("alone")))?.pod, { name: "loose" });
  assertEquals(await storage.find(ID), undefined);
});

Deno.test("PodmanStorage.find() does without a log: names and times, but no pod's name", async () => {
  await using folder = tempFolder();
  const front = await captured(folder, false).find(idOf("front"));
  assertEquals(Object.keys(front ?? {}).sort(), ["createdAt", "id", "image", "name"]);
});

Deno.test("PodmanStorage.find() gives the same to all who ask at the same time", async () => {
  await using folder = tempFolder();
  const root = writeStorage(folder, "root", [[ID, "web"]]);
  // A user's: other folders are listed on the spot.
  const uid = OWN_UID === 0 ? 1 : OWN_UID;
  Deno.chownSync(`${root}/overlay-containers/containers.json`, uid, null);
  const storage = new PodmanStorage({ uid, root }, () => {});
  const found = await Promise.all([1, 2, 3].map(() => storage.find(ID)));
  assertEquals(found.map((container) => container?.name), ["web", "web", "web"]);
});

Deno.test("PodmanStorage.find() looks into all lists of all drivers, also new ones", async () => {
  await using folder = tempFolder();
  const runRoot = `${folder.path}/run`;
  const root = writeStorage(folder, "root", [[ID, "web"]]);
  const storage = new PodmanStorage({ uid: OWN_UID, root, runRoot }, () => {});
  assertEquals(await storage.find(ID), { id: ID, name: "web", image: "img:1" });
  const list = (id: string, more: object) =>
    JSON.stringify([{ id, metadata: '{"name":"n","image-name":""}', ...more }]);
  const [b, c, d] = ["b", "c", "d"].map((digit) => digit.repeat(64));
  folder.write("root/overlay-containers/volatile-containers.json", list(b ?? "", {}));
  folder.write("run/overlay-containers/volatile-containers.json", list(c ?? "", { image: "i" }));
  folder.write("root/vfs-containers/containers.json", list(d ?? "", { image: "j" }));
  folder.write("root/vfs-images/images.json", '[{"id":"j","names":["named:1"]}]');
  assertEquals(await storage.find(b ?? ""), { id: b ?? "", name: "n" });
  assertEquals((await storage.find(c ?? ""))?.image, "i");
  assertEquals((await storage.find(d ?? ""))?.image, "named:1");
  // Renamed: the next question has the new name.
  writeStorage(folder, "root", [[ID, "shop"]]);
  assertEquals((await storage.find(ID))?.name, "shop");
});

Deno.test("PodmanStorage.find() believes no file of somebody else's, and none that is no file", async () => {
  await using folder = tempFolder();
  const root = writeStorage(folder, "root", [[ID, "web"]]);
  assertEquals(await new PodmanStorage({ uid: OWN_UID + 1, root }, () => {}).find(ID), undefined);
  const path = `${root}/overlay-containers/containers.json`;
  Deno.renameSync(path, `${folder.path}/list`);
  const storage = new PodmanStorage({ uid: OWN_UID, root }, () => {});
  await new Deno.Command("mkfifo", { args: [path] }).output();
  assertEquals(await storage.find(ID), undefined);
  Deno.removeSync(path);
  Deno.mkdirSync(path);
  assertEquals(await storage.find(ID), undefined);
  for (const text of ["", "[", "[[[[", '{"a":1}', `"${ID}"`, "x".repeat(5_000_000)]) {
    Deno.removeSync(path);
    folder.write("root/overlay-containers/containers.json", text);
    assertEquals(await storage.find(ID), undefined);
  }
});
