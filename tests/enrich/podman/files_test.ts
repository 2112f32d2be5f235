import "../../keep_libc.ts";
import { assertEquals } from "@std/assert";
import { EventLog } from "../../../src/enrich/podman/event_log.ts";
import { findUserPlaces } from "../../../src/enrich/podman/find_user_places.ts";
import { readOwnedFile } from "../../../src/enrich/owned_file.ts";
import { OwnedList } from "../../../src/enrich/podman/owned_list.ts";
import { OWN_UID, tempFolder } from "./temp_folder.ts";

Deno.test("readOwnedFile() reads a file of its owner's, and no other", async () => {
  await using folder = tempFolder();
  const path = folder.write("file", "content");
  const read = await readOwnedFile(path, OWN_UID, 7);
  assertEquals(read?.text, "content");
  assertEquals((await readOwnedFile(path, OWN_UID, 7, read?.version))?.text, undefined);
  assertEquals(await readOwnedFile(path, OWN_UID, 6), undefined);
  assertEquals(await readOwnedFile(path, OWN_UID + 1, 7), undefined);
  assertEquals(await readOwnedFile(`${path}s`, OWN_UID, 7), undefined);
  assertEquals(await readOwnedFile(folder.path, OWN_UID, 1e6), undefined);
  // What a link leads to counts, not whose the link is.
  Deno.symlinkSync("/proc/self/environ", `${folder.path}/link`);
  Deno.symlinkSync("/dev/zero", `${folder.path}/zero`);
  assertEquals(await readOwnedFile(`${folder.path}/zero`, OWN_UID, 1e6), undefined);
  assertEquals(await readOwnedFile(`${folder.path}/link`, OWN_UID + 1, 1e6), undefined);
});

Deno.test("readOwnedFile() does not wait at a FIFO", async () => {
  await using folder = tempFolder();
  const path = `${folder.path}/fifo`;
  await new Deno.Command("mkfifo", { args: [path] }).output();
  assertEquals((await Deno.stat(path)).isFifo, true);
  assertEquals(await readOwnedFile(path, OWN_UID, 1e6), undefined);
});

Deno.test("OwnedList reads again what was replaced, once for all who ask", async () => {
  await using folder = tempFolder();
  let parsed = 0;
  const path = `${folder.path}/list`;
  const list = new OwnedList(path, OWN_UID, 100, (text) => `${++parsed} ${text}`);
  assertEquals(await list.read(), undefined);
  folder.write("list", "a");
  assertEquals(await Promise.all([list.read(), list.read()]), ["1 a", "1 a"]);
  assertEquals(await list.read(), "1 a");
  // As podman does it: a new file in place of the old one.
  folder.write("new", "b");
  Deno.renameSync(`${folder.path}/new`, path);
  assertEquals(await list.read(), "2 b");
  Deno.removeSync(path);
  assertEquals(await list.read(), undefined);
});

/** Reads a log once more; gives the new lines. */
function more(log: EventLog): string[] {
  const found: string[] = [];
  log.read((line) => found.push(line));
  return found;
}

Deno.test("EventLog gives each line once, whole", async () => {
  await using folder = tempFolder();
  const path = `${folder.path}/log`;
  const append = (text: string) => Deno.writeTextFileSync(path, text, { append: true });
  const log = new EventLog({ path, uid: OWN_UID, limit: 100 });
  assertEquals(more(log), []);
  append("one\ntwo\nthr");
  assertEquals(more(log), ["one", "two"]);
  append("ee\n\n");
  assertEquals(more(log), ["three"]);
  assertEquals(more(log), []);
  // Podman cuts its log by writing a shorter one.
  Deno.writeTextFileSync(path, "new\n");
  assertEquals(more(log), ["new"]);
  folder.write("other", "another file\n");
  Deno.renameSync(`${folder.path}/other`, path);
  assertEquals(more(log), ["another file"]);
});

Deno.test("EventLog reads the end of a log that is too long, and a line that never ends", async () => {
  await using folder = tempFolder();
  const path = folder.write("log", Array.from({ length: 1000 }, (_, i) => `${i}\n`).join(""));
  const log = new EventLog({ path, uid: OWN_UID, limit: 10 });
  assertEquals(more(log), ["998", "999"]);
  Deno.writeTextFileSync(path, "x".repeat(1000), { append: true });
  assertEquals(more(log), []);
  Deno.writeTextFileSync(path, "\nlast\n", { append: true });
  assertEquals(more(log), ["last"]);
  assertEquals(more(new EventLog({ path, uid: OWN_UID + 1, limit: 10 })), []);
});

Deno.test("findUserPlaces() finds who has storage, and who is logged in", async () => {
  await using folder = tempFolder();
  const home = (name: string) => `${folder.path}/home/${name}`;
  for (const name of ["ann", "bob"]) Deno.mkdirSync(home(name), { recursive: true });
  const root = `${home("ann")}/.local/share/containers/storage`;
  Deno.mkdirSync(root, { recursive: true });
  const passwd = folder.write(
    "passwd",
    ["ann:x:1000", "bob:x:1001", "cid:x:1002"]
      .map((user) => `${user}:9::${home(user.slice(0, 3))}:/bin/sh\n`).join(""),
  );
  const runFolder = `${folder.path}/run`;
  for (const uid of ["1001", "0", "x"]) Deno.mkdirSync(`${runFolder}/${uid}`, { recursive: true });
  const place = {
    uid: 1000,
    root,
    runRoot: `${runFolder}/1000/containers`,
    tmpFolder: `${runFolder}/1000/libpod/tmp`,
  };
  const places = OWN_UID === 0 ? [place] : [];
  assertEquals(await findUserPlaces({ passwd, runFolder }), { places, uids: [1001] });
  const none = { passwd: "/no/such/file", runFolder: "/no/such/folder" };
  assertEquals(await findUserPlaces(none), { places: [], uids: [] });
});
