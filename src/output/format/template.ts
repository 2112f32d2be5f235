import type { LabelledEvent } from "../../model/labelled_event.ts";
import { fieldText } from "./field_text.ts";
import type { FieldContext } from "./field.ts";
import type { Format, FormatSpec } from "./format.ts";
import { FormatError } from "./format_error.ts";
import { createFieldPicker, type FieldTree } from "./json_fields.ts";
import { jsonValue } from "./json_string.ts";
import type { LineBuffer } from "./line_buffer.ts";
import { createJsonWriter } from "./json_writer.ts";
import { findField, selectFields } from "./select_fields.ts";

/** Writes one part of a template for an event. */
type Part = (labelled: LabelledEvent, out: LineBuffer) => void;

/** `{{ ... }}`, or the rest of the text when the braces are not closed. */
const ACTION = /\{\{(?<body>.*?)(?<end>\}\}|$)/gs;
const FIELD = /^\.?(?<path>\w+(?:\.\w+)*)$/;
const JSON_CALL = /^json\s+\.(?<path>[\w.]*)$/;

/** The escapes a shell's single quotes keep from becoming characters. */
const TEXT_ESCAPES: Readonly<Record<string, string>> = { "\\t": "\t", "\\n": "\n", "\\\\": "\\" };

const EXAMPLE = "write {{.process.pid}} for a field, {{json .}} or {{json .process}} for JSON";

/** Whether a `--format` is a template rather than a name. */
export function isTemplate(format: string): boolean {
  return format.includes("{{");
}

function parseText(text: string): Part {
  const unescaped = text.replace(/\\[tn\\]/g, (escape) => TEXT_ESCAPES[escape] ?? escape);
  return (_, out) => out.text(unescaped);
}

function valueAt(tree: FieldTree, path: string): FieldTree[string] | null {
  let value: FieldTree[string] = tree;
  for (const name of path.split(".")) {
    if (typeof value !== "object" || Array.isArray(value)) return null;
    const inner: FieldTree[string] | undefined = (value as FieldTree)[name];
    if (inner === undefined) return null;
    value = inner;
  }
  return value;
}

function parseAction(body: string, context: FieldContext): Part {
  const text = body.trim();
  const json = JSON_CALL.exec(text)?.groups?.path;
  if (json === "") return createJsonWriter(context);
  if (json !== undefined) {
    const pick = createFieldPicker(selectFields([json]), context);
    return (labelled, out) => out.text(jsonValue(valueAt(pick(labelled), json)));
  }
  const path = FIELD.exec(text)?.groups?.path;
  if (path === undefined) {
    throw new FormatError(`cannot read {{${body}}} in the template`, { hint: EXAMPLE });
  }
  const { get } = findField(path);
  return (labelled, out) => out.text(fieldText(get(labelled, context)));
}

function parse(template: string, context: FieldContext): readonly Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const action of template.matchAll(ACTION)) {
    const { body = "", end } = action.groups ?? {};
    if (end === "") throw new FormatError(`{{${body} has no }} in the template`, { hint: EXAMPLE });
    parts.push(parseText(template.slice(from, action.index)), parseAction(body, context));
    from = action.index + action[0].length;
  }
  return [...parts, parseText(template.slice(from))];
}

/**
 * A template as docker's users know it: `{{.process.pid}}\t{{.container.name}}`, the dot in front
 * optional. An absent field is an empty string, in `json` it is `null`; `\t`, `\n` and `\\` in the
 * text between are escapes; values are printable.
 * @throws {FormatError} for a field that does not exist, and for what is not understood.
 */
export function createTemplate(spec: FormatSpec): Format {
  if (spec.fields !== undefined) {
    throw new FormatError("a template names its fields itself", { hint: "leave out --fields" });
  }
  const parts = parse(spec.format, spec);
  return {
    header: () => undefined,
    write(labelled, out) {
      for (const write of parts) write(labelled, out);
    },
  };
}
