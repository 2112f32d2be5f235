import { assertEquals, assertThrows } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { HistoryError } from "../../../src/store/history/history_error.ts";
import { prepareQuestion } from "../../../src/store/history/prepare_question.ts";

/** Numbers whose rows, two to a page, make a file of some pages. */
const COUNT = 40;
const PAGE = 4096;

function withNumbers(test: (path: string) => void): void {
  const path = Deno.makeTempFileSync({ prefix: "ctrack-question-" });
  try {
    using db = new DatabaseSync(path);
    db.exec(`PRAGMA page_size = ${PAGE}; CREATE TABLE numbers (n INTEGER PRIMARY KEY, fill TEXT)`);
    const add = db.prepare("INSERT INTO numbers VALUES (?, ?)");
    for (let n = 1; n <= COUNT; n++) add.run(n, "x".repeat(1500));
    db.close();
    test(path);
  } finally {
    Deno.removeSync(path);
  }
}

const IN_ORDER = "SELECT n FROM numbers WHERE n >= :from ORDER BY n";

Deno.test("prepareQuestion() gives all rows in order, again and again, and lets go of half an answer", () =>
  withNumbers((path) => {
    using db = new DatabaseSync(path, { readOnly: true });
    const ask = prepareQuestion(db, IN_ORDER);
    const numbers = (from: number) => [...ask({ from })].map((row) => Number(row["n"]));
    assertEquals(numbers(38), [38, 39, 40]);
    for (const row of ask({ from: 1 })) {
      assertEquals(row["n"], 1n);
      break;
    }
    assertEquals(numbers(40), [40]);
    assertEquals(numbers(41), []);
  }));

Deno.test("prepareQuestion() throws where the file is damaged, and does not end as if there were no more", () =>
  withNumbers((path) => {
    using file = Deno.openSync(path, { write: true });
    file.seekSync(10 * PAGE, Deno.SeekMode.Start);
    file.writeSync(new Uint8Array(PAGE).fill(0xaa));
    using db = new DatabaseSync(path, { readOnly: true });
    const ask = prepareQuestion(db, IN_ORDER);
    let count = 0;
    assertThrows(
      () => {
        for (const _ of ask({ from: 1 })) count++;
      },
      HistoryError,
      "to its end",
    );
    assertEquals(count > 0 && count < COUNT, true);
  }));
