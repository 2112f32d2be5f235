import type { ASTNode } from "cel-js";
import type { CelFieldType, FieldTree } from "./cel_field.ts";
import { BINDING_MACROS, fieldChain } from "./cel_names.ts";

/** Names from the outermost object to a field. */
export type FieldPath = readonly string[];

/**
 * The fields without which an expression cannot be true: if one of them is absent, there is no need
 * to evaluate. Incomplete where the expression is intricate, never wrong.
 */
export function requiredFields(ast: ASTNode, all: FieldTree): readonly FieldPath[] {
  return [...neededFor(true, ast)].map((path) => path.split("."));

  /** Fields without which the node does not come out as wanted. */
  function neededFor(wanted: boolean, node: ASTNode): ReadonlySet<string> {
    if (node.op === "!_") return neededFor(!wanted, node.args);
    if (node.op !== "&&" && node.op !== "||") return evaluated(node);
    const [left, right] = node.args.map((each) => neededFor(wanted, each));
    if (left === undefined || right === undefined) return new Set();
    // `a && b` is true only if both are, false as soon as one is; `a || b` the other way round.
    return (node.op === "&&") === wanted ? left.union(right) : left.intersection(right);
  }

  /** Fields that are looked at whenever the node has any value at all. */
  function evaluated(node: ASTNode): ReadonlySet<string> {
    const chain = fieldChain(node);
    if (chain !== undefined) return new Set(fieldOf(chain.path));
    switch (node.op) {
      case "value":
      case "id":
      case "&&":
      case "||":
      case "map":
        return new Set();
      case "?:":
      case ".":
      case ".?":
        return evaluated(node.args[0]);
      case "call":
        return node.args[0] === "has" ? new Set() : union(node.args[1]);
      case "rcall": {
        const [name, receiver, args] = node.args;
        return BINDING_MACROS.has(name) ? evaluated(receiver) : union([receiver, ...args]);
      }
      case "!_":
      case "-_":
        return evaluated(node.args);
      default:
        return union(node.args);
    }
  }

  function union(nodes: readonly ASTNode[]): ReadonlySet<string> {
    return nodes.map(evaluated).reduce((a, b) => a.union(b), new Set<string>());
  }

  function fieldOf(path: FieldPath): string[] {
    let node: FieldTree | CelFieldType | undefined = all;
    for (const [i, name] of path.entries()) {
      node = node.get(name);
      if (node === undefined) return [];
      if (typeof node === "string") return [path.slice(0, i + 1).join(".")];
    }
    return [];
  }
}

/** Whether an event's JSON form has a field. */
export function isPresent(path: FieldPath, json: unknown): boolean {
  let value = json;
  for (const name of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return false;
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return value !== undefined && value !== null;
}
