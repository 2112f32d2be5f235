import { assert } from "@std/assert";
import fc from "fast-check";
import { UsageError } from "../../../src/cli/cli_error.ts";
import { parseConfig } from "../../../src/cli/config/parse_config.ts";
import { parseCommandLine } from "../../../src/cli/parse_command_line.ts";
import { renderError } from "../../../src/cli/render_error.ts";
import { celFields } from "../../../src/commands/cel_fields.ts";
import { COMMAND_SPECS } from "../../../src/commands/command_specs.ts";
import { compileCel } from "../../../src/filter/cel.ts";
import { compileFilter } from "../../../src/filter/compile_filter.ts";
import { FilterError } from "../../../src/filter/filter_error.ts";
import { FIELDS } from "../../../src/output/format/fields.ts";
import { FormatError } from "../../../src/output/format/format_error.ts";
import { createFormat } from "../../../src/output/format/formats.ts";
import { createJsonText } from "../../../src/output/format/json_writer.ts";
import { isPrintable } from "../../../src/text/printable.ts";
import { anyLabelled, CONTEXT, hostileText, lineOf } from "../../output/format/samples.ts";
import { mutatedText } from "../mutate.ts";
import { fuzzTarget } from "../target.ts";
import { weightOf } from "../weight_of.ts";

/** An error that is meant for the user: it says what to do, on lines that do no harm to a terminal. */
function checkRefusal(error: unknown): void {
  if (!(error instanceof UsageError)) throw error;
  assert(error.hint !== undefined && error.hint !== "");
  for (const line of renderError(error).split("\n")) assert(isPrintable(line), line);
}

/** The text of each flag of each command, and words that are none. */
const FLAG_WORDS = COMMAND_SPECS.flatMap(({ name, flags }) => [
  name,
  ...flags.flatMap((flag) => [`--${flag.long}`, ..."short" in flag ? [`-${flag.short}`] : []]),
]);

const word = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...FLAG_WORDS) },
  fc.constantFrom("--", "-", "json", "1", "5s", "8M", "exec,exit", "!web", "=", "--=", "-x=false"),
  fc.tuple(fc.constantFrom(...FLAG_WORDS), hostileText).map(([flag, text]) => `${flag}=${text}`),
  hostileText,
);

/** What is typed. */
export const COMMAND_LINES = fuzzTarget({
  name: "command_lines",
  promise: "any words make a run, or an error that says what to do",
  input: fc.array(word, { maxLength: 12 }),
  check(argv) {
    try {
      parseCommandLine(COMMAND_SPECS, argv);
    } catch (error) {
      checkRefusal(error);
    }
  },
  findings: [["\u200b\ud83d"], ["--\u{e0041}"], ["-o", "\u115f"]],
});

const CONFIGS = [
  'format: json\ncontainer: [web, "db*"]\ntrace:\n  events: exec,exit\n  host: true\n  buffer: 8M\n',
  "ps:\n  sort: cpu\n  fields:\n    - process.pid\n# all\nverbose: yes\ndocker-socket: /run/d.sock\n",
  'a: "\\u202e\\x1b"\nb: |\n  c\n  d\ntop: {interval: 1s, filter: ">-"}\n',
];

/** YAML's own signs in places where they mean something. */
const yaml = fc.array(
  fc.constantFrom(
    "a",
    ": ",
    "\n",
    "  ",
    "- ",
    "[",
    "]",
    "{",
    "}",
    "&a ",
    "*a",
    "!t ",
    "<<",
    "|",
    "'",
  ),
  { maxLength: 40 },
).map((parts) => parts.join(""));

/** Files of flags. */
export const CONFIG_FILE = fuzzTarget({
  name: "config_file",
  promise: "any text sets flags of any command, or is refused with its place and a way out",
  input: fc.tuple(
    fc.oneof({ weight: 3, arbitrary: mutatedText(...CONFIGS) }, yaml),
    fc.constantFrom(...COMMAND_SPECS.map(({ name }) => name)),
  ),
  check([text, command]) {
    try {
      const file = parseConfig("f", text);
      // No alias makes more of it than there is.
      assert(weightOf(file) <= 100 + 60 * text.length);
      const asked = parseCommandLine(COMMAND_SPECS, [command, "--config=f"]);
      if (asked.kind === "config") asked.settle(file);
    } catch (error) {
      checkRefusal(error);
    }
  },
});

const TEMPLATES = [
  "{{.process.pid}} {{.container.name}}\\t{{json .}}\\n",
  "{{json .process}}{{.container.image.name}}{{ .time }}\\\\",
  "{{json .container.labels}}{{.process.command_args}}",
];

/** Format of `--format`, and names of `--fields`. */
export const TEMPLATE = fuzzTarget({
  name: "templates",
  promise: "any template writes its own text and printable values, or is refused",
  input: fc.tuple(mutatedText(...TEMPLATES), anyLabelled),
  check([format, labelled]) {
    try {
      const line = lineOf(createFormat({ ...CONTEXT, format }), labelled);
      // The text between is the user's: tabs and line breaks are what he wrote.
      const own = format.replace(/\{\{.*?\}\}/gs, "").replace(/\\[tn]/g, "");
      if (isPrintable(own)) assert(isPrintable(line.replace(/[\t\n]/g, "")), line);
      assert(line.length <= 20_000 + format.length * (2000 + 20 * weightOf(labelled)));
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
    }
  },
});

const EXPRESSIONS = [
  'process.user.id == 0 && container.name == "web"',
  "process.command_args.exists(a, a.startsWith('-')) || has(process.exit.code)",
  "process.exit.code in [1, 2, 137] ? process.duration_ms > 1.5 : !process.exit.oom",
  'container.name.matches("^w.b$") && timestamp(time) > timestamp("2026-01-01T00:00:00Z")',
  'container.labels["app"] == "web" && size(process.command_args) * 2 < 10',
];

const toJson = createJsonText(CONTEXT);
const CEL_FIELDS = celFields(FIELDS);

/** Expressions of `--filter`, and what is in the text of events. */
export const EXPRESSION = fuzzTarget({
  name: "expressions",
  promise: "any expression answers for any event, or is refused before the first",
  input: fc.tuple(mutatedText(...EXPRESSIONS), fc.array(anyLabelled, { maxLength: 3 })),
  check([expression, events]) {
    try {
      const predicate = compileCel(expression, CEL_FIELDS);
      for (const event of events) {
        assert(typeof predicate.matches(JSON.parse(toJson(event))) === "boolean");
      }
    } catch (error) {
      if (!(error instanceof FilterError)) throw error;
      assert(error.message !== "");
    }
  },
});

const PATTERNS = [
  "web,!db,f*[a-z]?",
  "0123456789ab,\\*",
  "app=web,tier!=cache,zone in (a,b),!test",
];

/** The values of flags that choose containers and processes. */
export const PATTERN = fuzzTarget({
  name: "patterns",
  promise: "any patterns answer for any event alike, in a container's verdict and for its events",
  input: fc.tuple(
    fc.constantFrom("container", "image", "pod", "namespace", "runtime", "selector", "comm"),
    mutatedText(...PATTERNS),
    anyLabelled,
  ),
  check([part, pattern, labelled]) {
    const spec = {
      events: ["exec", "exit", "fork", "process", "cgroup", "container"],
      pids: [],
      uids: [],
      failed: false,
      scope: "all",
      [part]: pattern,
    } as const;
    try {
      const filter = compileFilter(spec, { toJson: () => ({}), fields: [], compileCel });
      const passes = filter.event(labelled);
      const { container, cgroup, event } = labelled;
      if (part === "comm" || container === undefined || event.kind === "lost") return;
      const owner = cgroup?.owner ?? { kind: container.kind, nesting: [] };
      const verdict = filter.container({ ...owner, kind: container.kind }, container);
      // A cgroup of which the kernel drops all has no event that passes.
      if (verdict === "no" && owner.kind === container.kind) assert(!passes);
    } catch (error) {
      if (!(error instanceof FilterError)) throw error;
    }
  },
});
