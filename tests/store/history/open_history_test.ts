import { assertEquals, assertThrows } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { HistoryError } from "../../../src/store/history/history_error.ts";
import { migrate, pragma } from "../../../src/store/history/migrate.ts";
import {
  closeAfterWriting,
  openForReading,
  openForWriting,
} from "../../../src/store/history/open_history.ts";
import { MIGRATIONS } from "../../../src/store/history/schema.ts";

function inFolder(test: (path: string) => void): void {
  const folder = Deno.makeTempDirSync({ prefix: "ctrack-open-" });
  try {
    test(`${folder}/history.db`);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** The trouble that opening makes. */
function troubleOf(open: () => unknown): string {
  return assertThrows(open, HistoryError).trouble;
}

Deno.test("openForWriting() makes a history that can give back room and is read beside the writer", () =>
  inFolder((path) => {
    const db = openForWriting(path);
    assertEquals(pragma(db, "user_version"), MIGRATIONS.length);
    assertEquals(pragma(db, "auto_vacuum"), 2);
    assertEquals(db.prepare("PRAGMA journal_mode").get()?.["journal_mode"], "wal");
    openForReading(path).close();
    closeAfterWriting(db);
    assertEquals([...Deno.readDirSync(path.replace(/\/[^/]*$/, ""))].map(({ name }) => name), [
      "history.db",
    ]);
    openForReading(path).close();
    openForWriting(path).close();
  }));

Deno.test("openForWriting() refuses what is no history, and leaves it as it is", () =>
  inFolder((path) => {
    Deno.writeTextFileSync(path, "this is no database, and longer than a header\n".repeat(100));
    const before = Deno.readTextFileSync(path);
    assertEquals(troubleOf(() => openForWriting(path)), "foreign");
    assertEquals(troubleOf(() => openForReading(path)), "foreign");
    assertEquals(Deno.readTextFileSync(path), before);
    Deno.removeSync(path);
    const foreign = new DatabaseSync(path);
    foreign.exec("CREATE TABLE bookmarks (url TEXT)");
    foreign.close();
    const bytes = Deno.readFileSync(path);
    assertEquals(troubleOf(() => openForWriting(path)), "foreign");
    assertEquals(Deno.readFileSync(path), bytes);
  }));

Deno.test("openForWriting() refuses a newer ctrack's history, and a place that is none", () =>
  inFolder((path) => {
    openForWriting(path).close();
    const newer = new DatabaseSync(path);
    newer.exec("PRAGMA user_version = 99");
    newer.close();
    assertEquals(troubleOf(() => openForWriting(path)), "newer");
    assertEquals(troubleOf(() => openForReading(path)), "newer");
    assertEquals(troubleOf(() => openForReading(`${path}/nothing`)), "unreachable");
    Deno.removeSync(path);
    Deno.writeTextFileSync(path, "");
    assertEquals(troubleOf(() => openForReading(path)), "older");
  }));

Deno.test("openForReading() takes every name for that of a file", () =>
  assertEquals(troubleOf(() => openForReading(":memory:")), "unreachable"));

Deno.test("openForReading() changes nothing", () =>
  inFolder((path) => {
    closeAfterWriting(openForWriting(path));
    using db = openForReading(path);
    assertThrows(() => db.exec("DELETE FROM processes"), Error, "readonly");
  }));

Deno.test("migrate() makes each version out of the one before, whole or not at all", () => {
  using db = new DatabaseSync(":memory:");
  const steps = [...MIGRATIONS];
  migrate(db, steps);
  db.exec("INSERT INTO boots (boot_id) VALUES ('b1')");
  const add = "ALTER TABLE boots ADD COLUMN kernel TEXT";
  assertThrows(() => migrate(db, [...steps, `${add}; NO SUCH STATEMENT`]), Error, "syntax");
  assertEquals(pragma(db, "user_version"), steps.length);
  migrate(db, [...steps, add]);
  assertEquals(pragma(db, "user_version"), steps.length + 1);
  assertEquals({ ...db.prepare("SELECT boot_id, kernel FROM boots").get() }, {
    boot_id: "b1",
    kernel: null,
  });
  assertEquals(troubleOf(() => migrate(db, steps)), "newer");
});
