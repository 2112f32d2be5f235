import { createCsv } from "./csv.ts";
import type { Format, FormatSpec } from "./format.ts";
import { FormatError } from "./format_error.ts";
import { createJson } from "./json.ts";
import { createTable } from "./table.ts";
import { createTemplate, isTemplate } from "./template.ts";

/** A way to write events that `--format` can name. */
export interface FormatChoice {
  /** As help and completions show it; upper case stands for the user's own text. */
  readonly name: string;
  /** One sentence. */
  readonly meaning: string;
  /** Whether `--format` with this text means this one. */
  readonly accepts: (format: string) => boolean;
  /** @throws {FormatError} for a wish it cannot fulfil. */
  readonly create: (spec: FormatSpec) => Format;
}

/** All formats, the one for people first. */
export const FORMATS: readonly FormatChoice[] = [
  {
    name: "table",
    meaning: "Columns that fit the terminal.",
    accepts: (format) => format === "table",
    create: createTable,
  },
  {
    name: "json",
    meaning: "One JSON object per line.",
    accepts: (format) => format === "json",
    create: createJson,
  },
  {
    name: "csv",
    meaning: "Comma-separated values with a header line.",
    accepts: (format) => format === "csv",
    create: createCsv,
  },
  {
    name: "TEMPLATE",
    meaning: "Text with fields in it, such as '{{.process.pid}} {{.container.name}}'.",
    accepts: isTemplate,
    create: createTemplate,
  },
];

/**
 * The format a user asked for.
 * @throws {FormatError} when there is no such format or field.
 */
export function createFormat(spec: FormatSpec): Format {
  const choice = FORMATS.find(({ accepts }) => accepts(spec.format));
  if (choice !== undefined) return choice.create(spec);
  const names = FORMATS.map(({ name }) => name).filter((name) => name !== "TEMPLATE");
  throw new FormatError(`unknown format "${spec.format}"`, {
    hint: `there are ${names.join(", ")} and '{{.process.pid}}' templates`,
    unknown: { given: spec.format, known: names },
  });
}
