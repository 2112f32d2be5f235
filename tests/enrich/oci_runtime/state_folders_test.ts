import { assertEquals } from "@std/assert";
import { FOLDERS_MAX, StateFolders } from "../../../src/enrich/oci_runtime/state_folders.ts";

Deno.test("StateFolders keeps root's folders in front, and however many users tell", async () => {
  const folders = new StateFolders("/run/runc", "/nowhere/at/all");
  folders.add("/srv/runc", 0);
  for (let i = 0; i < 10 * FOLDERS_MAX; i++) folders.add(`/home/u/${i}`, 1000);
  folders.add("/run/runc", 0);
  const found = await folders.list();
  assertEquals(found.length, FOLDERS_MAX + 1);
  assertEquals(found.slice(0, 2).map(({ path }) => path), ["/run/runc", "/srv/runc"]);
});
