import { assertEquals, assertStringIncludes } from "@std/assert";
import type { CommandSpec } from "../../../src/cli/command_spec.ts";
import { parseConfig } from "../../../src/cli/config/parse_config.ts";
import { flagsOf, spellingsOf } from "../../../src/cli/flag_facts.ts";
import { CONFIGURATION_EXAMPLE, ENVIRONMENT } from "../../../src/cli/manual/manual_texts.ts";
import { renderManual } from "../../../src/cli/manual/render_manual.ts";
import { roffText } from "../../../src/cli/manual/roff.ts";
import { parseCommandLine } from "../../../src/cli/parse_command_line.ts";
import { COMMAND_SPECS } from "../../../src/commands/command_specs.ts";
import { FIELDS } from "../../../src/output/format/fields.ts";
import { FORMATS } from "../../../src/output/format/formats.ts";
import { testHere, whyNoProgram } from "../../workload/here.ts";
import { SAMPLE } from "../sample_commands.ts";

const OPTIONS = { version: "1.2.3", date: "2026-11-22", formats: FORMATS, fields: FIELDS };
const MANUAL = renderManual(COMMAND_SPECS, OPTIONS);

/** A hostile list: everything that roff would act on. */
const HOSTILE: CommandSpec = {
  ...SAMPLE[1],
  purpose: ".so /etc/passwd \\*[x] 'quoted' \"twice\"",
  examples: [{ command: ".br 'a' \\n(.k", says: "'nothing' of it" }],
  flags: [{
    long: "x",
    short: "y",
    aliases: ["z"],
    type: "string",
    value: ".V",
    group: ".PP -- \u2028",
    help: ".TH \u00e4 \\fB. 'b.",
  }],
};

Deno.test("renderManual() has every command, flag, field, format and code", () => {
  const specs: readonly CommandSpec[] = COMMAND_SPECS;
  for (const spec of specs) {
    assertStringIncludes(MANUAL, `\n.SS "ctrack ${spec.name}"\n`);
    const start = MANUAL.indexOf(`.SS "ctrack ${spec.name}"`);
    const part = MANUAL.slice(start, MANUAL.indexOf("\n.SS ", start));
    for (const flag of spec.flags) {
      for (const spelling of spellingsOf(flag)) {
        assertStringIncludes(part, `\\fB${roffText(spelling)}\\fR`, spec.name);
      }
    }
    for (const flag of flagsOf(spec)) {
      assertStringIncludes(MANUAL, `\\fB${roffText(`--${flag.long}`)}\\fR`);
    }
    for (const { command } of spec.examples) assertStringIncludes(MANUAL, roffText(command));
  }
  for (const { name } of [...FIELDS, ...FORMATS]) {
    assertStringIncludes(MANUAL, `\n.TP\n\\fB${roffText(name)}\\fR`);
  }
  for (const code of [0, 1, 2, 3, 130, 143]) assertStringIncludes(MANUAL, `\n\\fB${code}\\fR\n`);
});

Deno.test("renderManual() has its sections in the order of man-pages(7)", () => {
  const sections = [...MANUAL.matchAll(/^\.SH "(.*)"$/gm)].map(([, title]) => title);
  assertEquals(sections, [
    "NAME",
    "SYNOPSIS",
    "DESCRIPTION",
    "COMMANDS",
    "CONFIGURATION",
    "FORMATS",
    "FIELDS",
    "EXIT STATUS",
    "ENVIRONMENT",
    "EXAMPLES",
    "SEE ALSO",
  ]);
});

Deno.test("renderManual() shows a file of flags that every command takes", () => {
  const file = parseConfig("ctrack.yaml", CONFIGURATION_EXAMPLE.join("\n"));
  for (const { name, positionals } of COMMAND_SPECS as readonly CommandSpec[]) {
    const words = positionals.map(({ choices }) => choices?.[0] ?? "1");
    const line = parseCommandLine(COMMAND_SPECS, [name, ...words, "--config", "ctrack.yaml"]);
    if (line.kind !== "config") throw new Error("no file was asked for");
    assertEquals(line.settle(file).command, name);
  }
});

Deno.test("renderManual() names the variables that the program may read, and no others", async () => {
  const makefile = await Deno.readTextFile(new URL("../../../Makefile", import.meta.url));
  const allowed = /--allow-env=(\S+)/.exec(makefile)?.[1]?.split(",").sort();
  assertEquals(ENVIRONMENT.map(({ name }) => name).sort(), allowed);
});

/** What a program says of a page that it reads from standard input. */
async function readBy(program: string, args: readonly string[], page: string) {
  const child = new Deno.Command(program, {
    args: [...args],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const output = child.output();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(page));
  await writer.close();
  const { stdout, stderr } = await output;
  const text = new TextDecoder();
  return { out: text.decode(stdout), err: text.decode(stderr) };
}

const PAGES = { "ctrack's own": MANUAL, "a hostile": renderManual([HOSTILE], OPTIONS) };

for (const [whose, page] of Object.entries(PAGES)) {
  testHere(
    `renderManual() writes ${whose} page so that mandoc finds no fault`,
    await whyNoProgram(["mandoc"]),
    async () => {
      assertEquals(await readBy("mandoc", ["-T", "lint", "-W", "style"], page), {
        out: "",
        err: "",
      });
    },
  );
}

testHere(
  "renderManual() comes out of mandoc as it was meant",
  await whyNoProgram(["mandoc"]),
  async () => {
    const { out } = await readBy("mandoc", ["-T", "ascii", "-O", "width=200"], PAGES["a hostile"]);
    const plain = out.replaceAll(/.[\b]/g, "");
    for (
      const text of [
        ".so /etc/passwd \\*[x] 'quoted' \"twice\"",
        ".br 'a' \\n(.k",
        "'nothing' of it",
        "-y, --x, --z .V",
        "\\fB. 'b.",
      ]
    ) assertStringIncludes(plain, text);
  },
);
