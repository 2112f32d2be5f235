/** Who may import whom, and who may touch the world: the folder table of ARCHITECTURE.md, enforced. */

import { assertEquals } from "@std/assert";
import { blankText } from "./boundaries/blank_text.ts";
import { findCycle, resolve, specifiersOf } from "./boundaries/module_graph.ts";

interface Folder {
  /** Folders of src whose modules it may import, besides its own. */
  readonly imports: readonly string[];
  /** Names of the import map that it may import. @default none */
  readonly libraries?: readonly string[];
  /** What of the world it may touch: nothing, the clock and timers, or all. @default "all" */
  readonly effects?: keyof typeof FORBIDDEN_EFFECTS;
}

const FORBIDDEN_EFFECTS = {
  none: /\bDeno\.\w+|\bfetch\s*\(|\b(?:Date|performance)\.now\b|\bsetTimeout\b|\bMath\.random\b/g,
  clock: /\bDeno\.\w+|\bfetch\s*\(/g,
} as const;

/** Later folders join here, in the order in which an event passes them. */
const FOLDERS: Readonly<Record<string, Folder>> = {
  model: { imports: [], effects: "none" },
  wire: { imports: [], effects: "none" },
  shim: { imports: ["wire"], libraries: ["node:timers"] },
  decode: { imports: ["wire", "model"], effects: "none" },
  source: { imports: ["shim", "decode", "model"] },
  classify: { imports: ["model"], effects: "none" },
  enrich: {
    imports: ["shim", "model", "classify"],
    libraries: ["@grpc/grpc-js", "protobufjs", "node:buffer", "node:process"],
  },
  state: { imports: ["model"], effects: "none" },
  filter: { imports: ["model"], libraries: ["cel-js"], effects: "none" },
  redact: { imports: ["model"], effects: "none" },
  pipeline: { imports: ["model"], effects: "clock" },
  "store/history": { imports: ["model"], libraries: ["node:sqlite"], effects: "none" },
  "store/record": { imports: ["model", "text"], libraries: ["node:zlib"] },
  "output/format": {
    imports: ["model", "text"],
    libraries: ["get-east-asian-width"],
    effects: "none",
  },
  output: { imports: ["model", "output/format"] },
  text: { imports: [], effects: "none" },
  cli: {
    imports: ["text"],
    libraries: ["@std/text/levenshtein-distance", "yaml"],
  },
  terminal: { imports: ["shim", "cli"] },
  commands: {
    imports: [
      "model",
      "source",
      "redact",
      "classify",
      "enrich",
      "state",
      "filter",
      "pipeline",
      "store/history",
      "store/record",
      "output/format",
      "output",
      "text",
      "cli",
      "terminal",
    ],
  },
};

/** The entry may import these folders, and its own version. */
const ENTRY = "main.ts";
const ENTRY_IMPORTS = ["commands", "cli", "deno.json"];

/** Folders whose business is to write to the terminal. */
const MAY_PRINT = ["output", "output/format", "cli"];

const MAX_LINES = 400;

/** The row of the table that a path belongs to: the longest that fits; "" when there is none. */
function folderOf(path: string): string {
  if (!path.startsWith("src/")) return path;
  const fitting = Object.keys(FOLDERS).filter((name) => path.startsWith(`src/${name}/`));
  return fitting.sort((a, b) => b.length - a.length)[0] ?? "";
}

/** Everything in a tree of sources (path to text) that the rules forbid, one line each. */
function violations(files: ReadonlyMap<string, string>): string[] {
  const found: string[] = [];
  const graph = new Map<string, readonly string[]>();
  for (const [path, source] of files) {
    const name = folderOf(path);
    const folder: Folder | undefined = path === ENTRY ? { imports: ENTRY_IMPORTS } : FOLDERS[name];
    if (folder === undefined) {
      found.push(`${path}: its folder is not in the table`);
      continue;
    }
    const targets = specifiersOf(source).map((specifier) => resolve(path, specifier));
    graph.set(path, targets);
    const allowed = [name, ...folder.imports, ...folder.libraries ?? []];
    for (const target of targets) {
      if (!allowed.includes(folderOf(target))) found.push(`${path}: may not import ${target}`);
    }
    const code = blankText(source);
    if (/\bconsole\s*\./.test(code) && !MAY_PRINT.includes(name)) {
      found.push(`${path}: uses console`);
    }
    if (/\bDeno\.exit\b/.test(code) && path !== ENTRY) found.push(`${path}: uses Deno.exit`);
    if (folder.effects !== undefined) {
      for (const [effect] of code.matchAll(FORBIDDEN_EFFECTS[folder.effects])) {
        found.push(`${path}: may not use ${effect}`);
      }
    }
    if (!/^[a-z0-9_]+(\.gen)?\.ts$/.test(path.split("/").at(-1) ?? "")) {
      found.push(`${path}: is not named in snake_case`);
    }
    const lines = source.split("\n").length - 1;
    if (lines > MAX_LINES) found.push(`${path}: has ${lines} lines, more than ${MAX_LINES}`);
  }
  const cycle = findCycle(graph);
  if (cycle !== undefined) found.push(`import cycle: ${cycle.join(" -> ")}`);
  return found;
}

const ROOT = new URL("../", import.meta.url);

async function readSources(folder: string, into: Map<string, string>): Promise<void> {
  for await (const entry of Deno.readDir(new URL(folder, ROOT))) {
    const path = `${folder}${entry.name}`;
    if (entry.isDirectory) await readSources(`${path}/`, into);
    else if (/\.[cm]?[jt]sx?$/.test(path)) {
      into.set(path, await Deno.readTextFile(new URL(path, ROOT)));
    }
  }
}

Deno.test("src keeps to the table of folders", async () => {
  const files = new Map([[ENTRY, await Deno.readTextFile(new URL(ENTRY, ROOT))]]);
  await readSources("src/", files);
  assertEquals(violations(files), []);
});

/** Made-up sources, and what must be said about each. */
const FORBIDDEN: readonly (readonly [files: Readonly<Record<string, string>>, said: string])[] = [
  [
    { "src/decode/a.ts": 'import { b } from "../enrich/b.ts";' },
    "src/decode/a.ts: may not import src/enrich/b.ts",
  ],
  [
    { "src/commands/a.ts": 'export * from "../shim/session.ts";' },
    "src/commands/a.ts: may not import src/shim/session.ts",
  ],
  [
    { "src/output/format/a.ts": 'const b = await import("../sink/b.ts");' },
    "src/output/format/a.ts: may not import src/output/sink/b.ts",
  ],
  [
    { "src/model/a.ts": 'import type {\n  B,\n} from "cel-js";' },
    "src/model/a.ts: may not import cel-js",
  ],
  [
    { "src/model/a.ts": 'import "npm:left-pad@1";' },
    "src/model/a.ts: may not import npm:left-pad@1",
  ],
  [
    { "main.ts": 'import { a } from "./src/shim/a.ts";' },
    "main.ts: may not import src/shim/a.ts",
  ],
  [
    { "src/cli/a.ts": 'import "./b.ts";', "src/cli/b.ts": 'export { a } from "./a.ts";' },
    "import cycle: src/cli/a.ts -> src/cli/b.ts -> src/cli/a.ts",
  ],
  [{ "src/enrich/a.ts": "console.log(1);" }, "src/enrich/a.ts: uses console"],
  [{ "src/cli/a.ts": "`${Deno.exit(1)}`;" }, "src/cli/a.ts: uses Deno.exit"],
  [
    { "src/pipeline/a.ts": "Deno.readFileSync(x);" },
    "src/pipeline/a.ts: may not use Deno.readFileSync",
  ],
  [{ "src/filter/a.ts": "f(Date.now());" }, "src/filter/a.ts: may not use Date.now"],
  [{ "src/model/aB.ts": "" }, "src/model/aB.ts: is not named in snake_case"],
  [{ "src/model/a.ts": "\n".repeat(401) }, "src/model/a.ts: has 401 lines, more than 400"],
  [{ "src/utils/a.ts": "" }, "src/utils/a.ts: its folder is not in the table"],
];

Deno.test("the rules catch what they forbid", () => {
  for (const [files, said] of FORBIDDEN) {
    assertEquals(violations(new Map(Object.entries(files))), [said]);
  }
});

Deno.test("the rules let pass what they allow", () => {
  const files = {
    "src/model/a.ts": '// console.log, Deno.exit\nexport const a = "Deno.exit console.log";',
    "src/enrich/b.ts": 'import { a } from "../model/a.ts";\nDeno.readTextFile(a);',
    "src/cli/c.ts": "console.log(1);",
    "main.ts": 'import "./src/cli/c.ts";\nDeno.exit(0);',
  };
  assertEquals(violations(new Map(Object.entries(files))), []);
});
