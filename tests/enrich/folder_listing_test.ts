import "../keep_libc.ts";
import { assertEquals } from "@std/assert";
import { FolderListing } from "../../src/enrich/folder_listing.ts";

const isWord = (name: string) => /^[a-z]+$/.test(name);

/** Sets a folder's time, so that nothing has to be waited for. */
async function dated(path: string, seconds: number): Promise<void> {
  await Deno.utime(path, seconds, seconds);
}

Deno.test("FolderListing gives the names that are accepted, and reads a folder anew when it changed", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const listing = new FolderListing(100, isWord);
    await Deno.mkdir(`${folder}/a`);
    await Deno.mkdir(`${folder}/1`);
    await dated(folder, 1000);
    assertEquals(listing.names(folder), ["a"]);
    await Deno.mkdir(`${folder}/b`);
    await dated(folder, 1000);
    assertEquals(listing.names(folder), ["a"]);
    await dated(folder, 2000);
    assertEquals([...listing.names(folder)].sort(), ["a", "b"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("FolderListing does not trust a time that may stand for two contents", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const listing = new FolderListing(100, isWord);
    const now = Date.now() / 1000;
    await dated(folder, now);
    assertEquals(listing.names(folder), []);
    await Deno.mkdir(`${folder}/a`);
    await dated(folder, now);
    assertEquals(listing.names(folder), ["a"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("FolderListing takes a link for a folder only where it was told to", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/real/a`, { recursive: true });
    await Deno.symlink(`${folder}/real`, `${folder}/link`);
    assertEquals(new FolderListing(9, isWord).names(`${folder}/link`), []);
    const following = new FolderListing(9, isWord, { followsLink: true });
    assertEquals(following.names(`${folder}/link`), ["a"]);
    assertEquals(following.names(`${folder}/nothing`), []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
