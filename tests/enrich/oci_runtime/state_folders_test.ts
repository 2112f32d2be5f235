import { assertEquals } from "@std/assert";
import { FOLDERS_MAX, StateFolders } from "../../../src/enrich/oci_runtime/state_folders.ts";

const paths = (folders: StateFolders, uid: number) => folders.of(uid).map(({ path }) => path);

Deno.test("StateFolders keeps root's folders, however many users tell", () => {
  const folders = new StateFolders("/run/runc", "/run/user");
  folders.add("/srv/runc", 0);
  for (let i = 0; i < 10 * FOLDERS_MAX; i++) folders.add(`/home/u/${i}`, 1000);
  folders.add("/run/runc", 0);
  assertEquals(paths(folders, 0), ["/run/runc", "/srv/runc"]);
  assertEquals(folders.of(1000).length, FOLDERS_MAX);
});

Deno.test("StateFolders tells each user's folders apart", () => {
  const folders = new StateFolders("/run/runc", "/run/user");
  folders.add("/home/a/runc", 1000);
  folders.add("/home/b/runc", 1001);
  assertEquals(paths(folders, 1000), ["/run/user/1000/runc", "/home/a/runc"]);
  assertEquals(paths(folders, 1001), ["/run/user/1001/runc", "/home/b/runc"]);
  assertEquals(paths(folders, 1002), ["/run/user/1002/runc"]);
});
