import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  Scalar,
} from "yaml";
import { UsageError } from "../cli_error.ts";
import type { ConfigEntry, ConfigFile, ConfigValue } from "./config_file.ts";

/** Words that mean nothing (YAML 1.2, core schema). */
const NOTHING: readonly string[] = ["", "~", "null", "Null", "NULL"];

/** Sections hold flags, and flags hold no keys. */
const MAX_DEPTH = 2;

const FORM_HINT = "write flags as keys with values, such as format: json";

/** What to say of errors where the library's own words or the usual hint would not do. */
const ERRORS: Readonly<Record<string, { readonly what?: string; readonly hint: string }>> = {
  MULTIPLE_DOCS: { what: "a second document begins here", hint: "leave one document" },
  RESOURCE_EXHAUSTION: { what: "it is nested too deeply", hint: FORM_HINT },
  TAB_AS_INDENT: { hint: "indent with spaces" },
  BAD_INDENT: { hint: "close what is open, and indent the keys of a section alike" },
};

const QUOTE_HINT = 'put a text that begins with !, *, & or {, or has ": " or " #" in it, in quotes';

/**
 * Reads YAML as a file of flags. Anchors, aliases and tags are not taken: nothing can grow beyond its own text, and
 * `container: !web` gets an answer instead of an empty value. Nothing becomes a key of an object.
 *
 * @throws {UsageError} that names file, line and column.
 */
export function parseConfig(path: string, text: string): ConfigFile {
  return new Reader(path, text).read();
}

class Reader {
  readonly #path: string;
  readonly #text: string;
  readonly #lines = new LineCounter();

  constructor(path: string, text: string) {
    this.#path = path;
    this.#text = text;
  }

  read(): ConfigFile {
    const path = this.#path;
    // Every scalar is text. Keys are compared below: the library compares each with each.
    const document = parseDocument<Node, false>(this.#text, {
      schema: "failsafe",
      uniqueKeys: false,
      prettyErrors: false,
      lineCounter: this.#lines,
    });
    const [error] = document.errors;
    if (error !== undefined) {
      const { what = `not YAML: ${firstLine(error.message)}`, hint } = ERRORS[error.code] ?? {};
      throw this.#refuse(error.pos[0], what, hint);
    }
    const root = document.contents;
    const value = root === null ? { kind: "none" as const } : this.#value(root, 0);
    if (value.kind === "none") return { path, entries: [] };
    if (value.kind === "section") return { path, entries: value.entries };
    throw this.#refuse(offsetOf(root), "flags are keys with values", FORM_HINT);
  }

  #value(node: Node, depth: number): ConfigValue {
    this.#checkPlain(node);
    if (isMap<Node, Node | null>(node)) {
      if (depth >= MAX_DEPTH) {
        throw this.#refuse(offsetOf(node), "a flag takes a value, not keys", FORM_HINT);
      }
      return { kind: "section", entries: this.#entries(node.items, depth + 1) };
    }
    if (isSeq<Node>(node)) {
      return { kind: "list", items: node.items.map((item) => this.#item(item)) };
    }
    if (!isScalar(node)) throw this.#refuse(offsetOf(node), "this is no value");
    const text = String(node.value ?? "");
    const isQuoted = node.type !== undefined && node.type !== Scalar.PLAIN;
    return !isQuoted && NOTHING.includes(text)
      ? { kind: "none" }
      : { kind: "text", text, isQuoted };
  }

  #entries(
    pairs: readonly { readonly key: Node; readonly value: Node | null }[],
    depth: number,
  ): ConfigEntry[] {
    const lines = new Map<string, number>();
    return pairs.map(({ key: node, value }) => {
      const { line } = this.#lines.linePos(offsetOf(node));
      const key = this.#word(node, "a key is a word");
      const before = lines.get(key);
      if (before !== undefined) {
        const what = `${key} is set already, in line ${before}`;
        throw this.#refuse(offsetOf(node), what, "set it once");
      }
      lines.set(key, line);
      return { key, line, value: value === null ? { kind: "none" } : this.#value(value, depth) };
    });
  }

  #item(node: Node): string {
    const item = this.#word(node, "an item of a list is a word");
    if (item === "") throw this.#refuse(offsetOf(node), "an item of the list is empty");
    return item;
  }

  #word(node: Node, otherwise: string): string {
    this.#checkPlain(node);
    if (isScalar(node)) return String(node.value ?? "");
    throw this.#refuse(offsetOf(node), otherwise);
  }

  #checkPlain(node: Node): void {
    if (isAlias(node)) throw this.#refuseMark("*", "an alias", node);
    if (node.tag !== undefined) throw this.#refuseMark("!", "a tag", node);
    if (node.anchor !== undefined) throw this.#refuseMark("&", "an anchor", node);
  }

  /** A node begins behind its tag and anchor, so the mark is looked for. */
  #refuseMark(mark: string, name: string, node: Node): UsageError {
    const offset = Math.max(0, this.#text.lastIndexOf(mark, offsetOf(node)));
    return this.#refuse(offset, `${mark} begins ${name} in YAML, which is not taken here`);
  }

  #refuse(offset: number, what: string, hint = QUOTE_HINT): UsageError {
    const { line, col } = this.#lines.linePos(offset);
    return new UsageError(`${this.#path}:${line}:${col}: ${what}`, { hint });
  }
}

function offsetOf(node: Node | null): number {
  return node?.range?.[0] ?? 0;
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}
