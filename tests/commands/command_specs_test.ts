import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { UsageError } from "../../src/cli/cli_error.ts";
import type { CommandSpec } from "../../src/cli/command_spec.ts";
import { flagsOf, spellingsOf } from "../../src/cli/flag_facts.ts";
import { HELP_WIDTH, renderHelp } from "../../src/cli/help.ts";
import { parseCommandLine } from "../../src/cli/parse_command_line.ts";
import { COMMAND_SPECS } from "../../src/commands/command_specs.ts";
import { containerSpec } from "../../src/commands/container_flags.ts";
import { loadFilter } from "../../src/commands/load_filter.ts";
import { traceFilterSpec } from "../../src/commands/trace_filter_spec.ts";
import { traceHints } from "../../src/commands/trace_hints.ts";
import { CONTEXT } from "../output/format/samples.ts";
import { event, inContainer } from "../filter/labelled_events.ts";

const SPECS: readonly CommandSpec[] = COMMAND_SPECS;

function trace(...argv: string[]) {
  const line = parseCommandLine(COMMAND_SPECS, argv);
  if (line.kind !== "run" || line.command !== "trace") throw new Error("trace did not run");
  return line.values;
}

const filterOf = (...argv: string[]) => loadFilter(traceFilterSpec(trace(...argv)), CONTEXT);

/** The words of an example, as a shell would split them. */
function words(command: string): string[] {
  const line = command.replace(/^.*?\bctrack\b/, "").replace(/ > .*$|\)$/, "");
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? "");
}

Deno.test("COMMAND_SPECS have help within 80 columns, one sentence for each flag", () => {
  for (const spec of SPECS) {
    for (const line of renderHelp(SPECS, spec.name).split("\n")) {
      assert(line.length <= HELP_WIDTH, line);
    }
    for (const { help, long } of flagsOf(spec)) assertMatch(help, /^[A-Z][^.]*\.$/, long);
    assertMatch(spec.purpose, /^[a-z].*[^.]$/);
    assert(spec.examples.length > 0, spec.name);
  }
  for (const line of renderHelp(SPECS).split("\n")) assert(line.length <= HELP_WIDTH, line);
});

Deno.test("COMMAND_SPECS name each flag once, and rules name flags that exist", () => {
  for (const spec of SPECS) {
    const spellings = flagsOf(spec).flatMap(spellingsOf);
    assertEquals(new Set(spellings).size, spellings.length, spec.name);
    for (const { flags } of spec.rules) {
      for (const flag of flags) assert(spellings.includes(`--${flag}`), flag);
    }
  }
  assertEquals(SPECS.filter((spec) => spec.isDefault).length, 1);
});

Deno.test("COMMAND_SPECS show examples that parse and filter", async () => {
  for (const { examples, name } of SPECS) {
    for (const { command } of examples) {
      const line = parseCommandLine(COMMAND_SPECS, words(command));
      assertEquals(line.kind === "run" && line.command, name, command);
      if (line.kind === "run" && line.command === "trace") {
        await loadFilter(traceFilterSpec(line.values), CONTEXT);
      }
    }
  }
});

Deno.test("TRACE has the defaults that its help tells", () => {
  const values = trace();
  assertEquals(values.events, ["fork", "exec", "exit", "container"]);
  assertEquals([values.format, values.color], ["table", "auto"]);
  assertEquals([values["label-wait"], values["buffer-size"]], [200, 8 << 20]);
  assertEquals(trace("--buffer-size", "5M")["buffer-size"], 8 << 20);
});

Deno.test("TRACE refuses contradictions", () => {
  const contradictions = [
    ["--host", "--host-only"],
    ["--host-only", "-c", "web"],
    ["--host-only", "--image", "x"],
    ["--host-only", "--runtime", "x"],
    ["--host-only", "--pod", "x"],
    ["--host-only", "-n", "x"],
    ["--host-only", "-l", "a=b"],
    ["--host-only", "--nested"],
    ["--host-only", "--fail-on-unlabelled"],
    ["--host-only", "--label-wait", "1s"],
    ["--host-only", "-e", "container"],
    ["-q", "-v"],
    ["-o", "{{event}}", "--fields", "event"],
    ["-o", "json", "--no-header"],
    ["-o", "{{event}}", "--no-header"],
    ["-o", "csv", "--no-trunc"],
    ["-o", "json", "--color", "always"],
    ["-x", "-e", "fork"],
    ["-x", "-e", "exec"],
    ["-p", "1", "-e", "container"],
    ["-u", "1", "-e", "container"],
    ["--comm", "sh", "-e", "container"],
    ["-r", "run", "--label-wait", "1s"],
    ["-r", "run", "--buffer-size", "8M"],
    ["-r", "run", "--timeout", "1s"],
    ["-r", "run", "--nested"],
    ["-r", "run", "--docker-socket", "/a"],
  ];
  for (const argv of contradictions) {
    const error = assertThrows(() => trace(...argv), UsageError, "do not go together");
    assert(error.cause instanceof Error, argv.join(" "));
  }
});

Deno.test("TRACE refuses flags about recordings where there is none", () => {
  for (
    const argv of [
      ["--since", "10:15"],
      ["--until", "10:15"],
      ["--rotate", "1M"],
      ["--keep", "3"],
      ["-w", "run", "--keep", "3"],
      ["-w", "-"],
      ["-r", "-"],
      ["-r", "run,-"],
    ]
  ) {
    const error = assertThrows(() => trace(...argv), UsageError, "makes no sense here");
    assert(error.cause instanceof Error, argv.join(" "));
  }
});

Deno.test("TRACE takes combinations that make sense", () => {
  for (
    const argv of [
      ["--host", "-c", "web"],
      ["-o", "csv", "--no-header", "--fields", "event"],
      ["-o", "json", "--fields", "event"],
      ["-o", "json", "--color", "never"],
      ["--no-trunc", "--no-header", "--color", "always"],
      ["-x", "-e", "exit,exec"],
      ["--host-only", "-e", "exec,container"],
      ["-qx", "-p1,2", "-u", "0"],
      ["-e", "process,cgroup"],
      ["--host-only", "--runtime-internals"],
      ["-r", "a,b", "-r", "c", "--since", "-10m", "--until", "+5m", "--host", "-c", "web"],
      ["-r", "run", "-w", "smaller", "-e", "exec", "--max-events", "9", "--fail-on-lost"],
      ["-w", "run", "--rotate", "100M,1h", "--keep", "3", "-t", "1s"],
      ["--nested", "--podman-socket", "/a,/b", "--cri-socket", "/c", "--containerd-state", "/d"],
    ]
  ) trace(...argv);
});

Deno.test("TRACE takes selectors with commas of their own, once or several times", async () => {
  const passes = async (...argv: string[]) => {
    const filter = await filterOf(...argv);
    return filter.event(inContainer(event("exec"), { labels: { app: "web", zone: "b" } }));
  };
  assertEquals(await passes("-l", "app=web,zone in (a, b),!test"), true);
  assertEquals(await passes("-l", "zone in (a,b)", "-l", "app=web"), true);
  assertEquals(await passes("-l", "zone in (a,b)", "-l", "app=db"), false);
});

Deno.test("WHICH and CONTAINERS refuse contradictions, and take pids and filters", () => {
  for (
    const argv of [
      ["which"],
      ["which", "1", "-o", "json", "--no-header"],
      ["containers", "-o", "json", "--no-header"],
      ["containers", "-w", "-o", "json"],
      ["containers", "web"],
    ]
  ) assertThrows(() => parseCommandLine(COMMAND_SPECS, argv), UsageError);
  const which = parseCommandLine(COMMAND_SPECS, ["which", "--in", "web", "1", "7"]);
  if (which.kind !== "run" || which.command !== "which") throw new Error("which did not run");
  assertEquals([which.values.in, which.positionals], ["web", ["1", "7"]]);
  const list = parseCommandLine(COMMAND_SPECS, ["containers", "-aw", "-c", "web", "-n", "shop"]);
  if (list.kind !== "run" || list.command !== "containers") throw new Error("nothing was listed");
  assertEquals(containerSpec(list.values), { container: "web", namespace: "shop" });
});

Deno.test("TOP has the defaults that its help tells, and refuses contradictions", () => {
  const top = (...argv: string[]) => {
    const line = parseCommandLine(COMMAND_SPECS, ["top", ...argv]);
    if (line.kind !== "run" || line.command !== "top") throw new Error("top did not run");
    return line.values;
  };
  const { interval, iterations, sort, format } = top();
  assertEquals([interval, iterations, sort, format], [1000, undefined, "cpu", "table"]);
  assertEquals(top("-i", "2.5s", "--iterations", "3").interval, 2500);
  for (const argv of [["-o", "json", "--no-header"], ["-i", "50ms"], ["--sort", "pid"], ["web"]]) {
    assertThrows(() => top(...argv), UsageError);
  }
});

Deno.test("HISTORY takes with each word the flags that go with it", () => {
  const history = (...argv: string[]) => {
    const line = parseCommandLine(COMMAND_SPECS, ["history", ...argv]);
    if (line.kind !== "run" || line.command !== "history") throw new Error("it did not run");
    return line;
  };
  for (
    const argv of [
      ["record", "--since", "1h"],
      ["record", "--limit", "1"],
      ["record", "-o", "json"],
      ["record", "-f", "true"],
      ["record", "-qv"],
      ["runs", "--retention", "7d"],
      ["runs", "--docker-socket", "/a"],
      ["runs", "--at", "1h"],
      ["runs", "--since", "1h", "--until", "2h"],
      ["runs", "-o", "json", "--no-header"],
      ["ancestors", "1", "--since", "1h"],
      ["ancestors", "1", "-c", "web"],
      ["containers", "-o", "csv"],
      ["containers", "--fields", "event"],
      ["gaps", "-o", "{{event}}"],
      ["gaps", "-c", "web"],
    ]
  ) assertThrows(() => history(...argv), UsageError, undefined, argv.join(" "));
  for (const argv of [[], ["run"], ["runs", "1", "2"], ["record", "--retention", "1s"]]) {
    assertThrows(() => history(...argv), UsageError, undefined, argv.join(" "));
  }
  const { values } = history("runs", "--since", "2026-11-22T10:00:00Z", "-c", "web", "--host");
  assertEquals([values.since, values.until], [1795341600000000000n, undefined]);
  assertEquals([values.db, values.host], ["/var/lib/ctrack/history.db", true]);
  const record = history("record", "--retention", "7d", "--max-size", "1G", "--label-wait", "1s");
  assertEquals([record.values.retention, record.values["max-size"]], [604_800_000, 2 ** 30]);
  assertEquals(history("ancestors", "12", "--at", "1h", "-o", "csv").positionals, [
    "ancestors",
    "12",
  ]);
  const wrong = assertThrows(() => history("runs", "--retention", "7d"), UsageError);
  assertEquals(wrong.message, "--retention makes no sense here");
  assertEquals((wrong.cause as Error).message, "it goes with history record");
});

Deno.test("loadFilter() names the flag and what was meant", async () => {
  const refusal = (...argv: string[]) => assertRejects(() => filterOf(...argv), UsageError);
  const typo = await refusal("-f", "proces.pid == 1");
  assertMatch(typo.message, /^--filter: no field proces/);
  assertEquals(typo.hint, "did you mean process.pid?");
  assertMatch((await refusal("-c", "!")).message, /^--container: /);
  assertMatch((await refusal("--pod", "[")).message, /^--pod: /);
  assertMatch((await refusal("-l", "a b")).message, /^--selector: cannot read "a b"/);
  assertMatch((await refusal("--comm", "a-very-long-name")).hint ?? "", /a-very-long-nam\*/);
  const early = assertThrows(() => traceHints(trace("--comm", "a-very-long-name")), UsageError);
  assertMatch(early.message, /^--comm: /);
});

Deno.test("traceHints() hands on what all flags ask for", () => {
  const hints = traceHints(trace("-p", "1,2", "-u0", "--comm", "sh", "-x"));
  assertEquals([hints.pids, hints.uids, hints.comms], [[1, 2], [0], ["sh"]]);
  assertEquals([...hints.events], ["exit", "container", "lost"]);
});
