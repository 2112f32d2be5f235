import type { ASTNode } from "cel-js";
import type { CelFieldType, FieldTree } from "./cel_field.ts";
import { FilterError } from "./filter_error.ts";

/** A macro's variables shadow fields inside its arguments. */
type Scope = ReadonlySet<string>;

/** Macros that bind their first argument, by the index of the arguments that see it. */
export const BINDING_MACROS: ReadonlyMap<string, number> = new Map([
  ["all", 1],
  ["exists", 1],
  ["exists_one", 1],
  ["map", 1],
  ["filter", 1],
  ["bind", 2],
]);

/** The fields' tree cut down to what an expression names. */
class UsedFields {
  readonly tree = new Map<string, FieldTree | CelFieldType>();

  /** Adds the node at a path with all below it. */
  add(path: readonly string[], found: FieldTree | CelFieldType): void {
    const names = [...path];
    const last = names.pop() ?? "";
    let node = this.tree;
    for (const name of names) {
      const next = node.get(name);
      const inner = next instanceof Map ? next : new Map<string, FieldTree | CelFieldType>();
      node.set(name, inner);
      node = inner;
    }
    const before = node.get(last);
    node.set(
      last,
      before instanceof Map && typeof found !== "string" ? merge(before, found) : copy(found),
    );
  }
}

/**
 * Checks every field that an expression names against the fields there are, also where CEL itself
 * would not (inside `has()`), and returns the tree of those that it names. Names that `isOther`
 * knows, such as CEL's types, are left alone. Throws {@link FilterError} for any other name.
 */
export function usedFields(
  ast: ASTNode,
  all: FieldTree,
  isOther: (name: string) => boolean,
): FieldTree {
  const used = new UsedFields();
  visit(ast, new Set());
  return used.tree;

  function visit(node: ASTNode, scope: Scope): void {
    const chain = fieldChain(node);
    if (chain !== undefined) {
      const [root] = chain.path;
      if (root === undefined || scope.has(root) || (!all.has(root) && isOther(root))) return;
      const { path, found } = resolve(chain, all);
      used.add(path, found);
      return;
    }
    switch (node.op) {
      case "value":
      case "id":
        return;
      case ".":
      case ".?":
        return visit(node.args[0], scope);
      case "call":
        return node.args[1].forEach((each) => visit(each, scope));
      case "rcall":
        return visitCall(node.args, scope);
      case "list":
        return node.args.forEach((each) => visit(each, scope));
      case "map":
        return node.args.flat().forEach((each) => visit(each, scope));
      case "?:":
        return node.args.forEach((each) => visit(each, scope));
      case "!_":
      case "-_":
        return visit(node.args, scope);
      default:
        return node.args.forEach((each) => visit(each, scope));
    }
  }

  function visitCall([name, receiver, args]: [string, ASTNode, ASTNode[]], scope: Scope): void {
    visit(receiver, scope);
    const from = BINDING_MACROS.get(name);
    const [variable] = args;
    if (from === undefined || variable?.op !== "id") {
      return args.forEach((each) => visit(each, scope));
    }
    const inner = new Set([...scope, variable.args]);
    args.slice(1).forEach((each, i) => visit(each, i + 1 >= from ? inner : scope));
  }
}

/** Names joined by dots, as an expression writes them. */
export interface Chain {
  readonly path: readonly string[];
  /** Position in the expression where each name starts. */
  readonly starts: readonly number[];
}

/** `a.b["c"]` as a path; undefined where the node is something else. */
export function fieldChain(node: ASTNode): Chain | undefined {
  if (node.op === "id") return { path: [node.args], starts: [node.start] };
  if (node.op !== "." && node.op !== "[]") return undefined;
  const inner = fieldChain(node.args[0]);
  const name = node.op === "." ? node.args[1] : literal(node.args[1]);
  if (inner === undefined || name === undefined) return undefined;
  const start = node.op === "." ? node.pos : node.args[1].start;
  return { path: [...inner.path, name], starts: [...inner.starts, start] };
}

function literal(node: ASTNode): string | undefined {
  return node.op === "value" && typeof node.args === "string" ? node.args : undefined;
}

/** Walks a path down the tree, up to a field: what follows a field is CEL's own matter. */
function resolve({ path, starts }: Chain, all: FieldTree) {
  let node: FieldTree | CelFieldType = all;
  for (const [i, name] of path.entries()) {
    if (typeof node === "string") return { path: path.slice(0, i), found: node };
    const next: FieldTree | CelFieldType | undefined = node.get(name);
    if (next === undefined) {
      const given = path.slice(0, i + 1).join(".");
      throw new FilterError(`no field ${given} (column ${(starts[i] ?? 0) + 1})`, {
        hint: "run ctrack fields for the list",
        unknown: { given: path.join("."), known: paths(all) },
      });
    }
    node = next;
  }
  return { path, found: node };
}

/** All paths of fields and of the objects that hold them. */
function paths(tree: FieldTree, prefix = ""): string[] {
  return [...tree].flatMap(([name, node]) => {
    const path = prefix + name;
    return typeof node === "string" ? [path] : [...paths(node, `${path}.`), path];
  });
}

function merge(a: FieldTree, b: FieldTree): FieldTree {
  const result = new Map(a);
  for (const [name, node] of b) result.set(name, copy(node));
  return result;
}

function copy(node: FieldTree | CelFieldType): FieldTree | CelFieldType {
  return typeof node === "string" ? node : merge(new Map(), node);
}
