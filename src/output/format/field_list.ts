import { FIELDS } from "./fields.ts";
import { jsonValue } from "./json_string.ts";

/** What `ctrack fields` prints: all fields with type and meaning, lines without the last line end. */
export function renderFieldList(format: "table" | "json"): string {
  if (format === "json") {
    return FIELDS.map(({ name, type, meaning }) => jsonValue({ name, type, meaning })).join("\n");
  }
  const rows = [["FIELD", "TYPE", "MEANING"], ...FIELDS.map((f) => [f.name, f.type, f.meaning])];
  const widths = [0, 1].map((i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) => row.map((text, i) => text.padEnd(widths[i] ?? 0)).join("  ")).join("\n");
}
