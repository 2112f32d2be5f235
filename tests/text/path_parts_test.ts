import { assertEquals } from "@std/assert";
import { folderOf, nameOf } from "../../src/text/path_parts.ts";

Deno.test("folderOf() and nameOf() take a path apart", () => {
  for (
    const [path, folder, name] of [
      ["file", ".", "file"],
      ["/file", "/", "file"],
      ["a/file", "a", "file"],
      ["/a/b/file", "/a/b", "file"],
      ["../file", "..", "file"],
      ["folder/", "folder", ""],
    ] as const
  ) assertEquals([folderOf(path), nameOf(path)], [folder, name]);
});
