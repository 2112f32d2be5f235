import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { FormatError } from "../../../src/output/format/format_error.ts";
import { createJsonText } from "../../../src/output/format/json_writer.ts";
import { createTemplate } from "../../../src/output/format/template.ts";
import { forbiddenIn } from "../../text/forbidden.ts";
import { anyLabelled, CONTAINER, CONTEXT, exec, exit, inContainer, lineOf } from "./samples.ts";

function render(format: string, labelled = inContainer(exec())): string {
  return lineOf(createTemplate({ format, ...CONTEXT }), labelled);
}

function hint(format: string): string {
  return assertThrows(() => render(format), FormatError).hint;
}

Deno.test("createTemplate() fills in fields, with or without the dot, and keeps the text", () => {
  assertEquals(render("{{.process.pid}} in {{ container.name }}!"), "3846 in web!");
  assertEquals(render("{{.process.command_args}}"), "sh -c true");
  assertEquals(render("{{.event}}{{.process.pid}}}}"), "exec3846}}");
});

Deno.test("createTemplate() reads escapes in the text only", () => {
  assertEquals(render("a\\t{{.event}}\\n\\\\n\\q"), "a\texec\n\\n\\q");
  assertEquals(
    render("{{.process.command}}", inContainer(exec({}, { command: "\\t\t" }))),
    "\\t\\t",
  );
});

Deno.test("createTemplate() writes JSON of everything, a group or a field", () => {
  const labelled = inContainer(exit({ code: 1 }));
  assertEquals(render("{{json .}}", labelled), createJsonText(CONTEXT)(labelled));
  assertEquals(render("{{json .process.exit}}", labelled), '{"code":1}');
  assertEquals(render("{{ json  .container.id }}", labelled), `"${CONTAINER.id}"`);
  assertEquals(render("{{json .process.exit}}"), "null");
  assertEquals(render("{{json .process.command_args}}"), '["sh","-c","true"]');
});

Deno.test("createTemplate() makes nothing of an absent field", () => {
  assertEquals(render("[{{.process.exit.code}}]"), "[]");
});

Deno.test("createTemplate() lets no control character of a process through", () => {
  const format = "{{.process.command}}{{.container.name}}{{json .}}{{.cgroup.path}}";
  fc.assert(fc.property(anyLabelled, (labelled) => {
    assertEquals(forbiddenIn(render(format, labelled)), []);
  }));
});

Deno.test("createTemplate() tells a field that does not exist, and those that do", () => {
  for (
    const [format, given] of [
      ["{{.process.pd}}", "process.pd"],
      ["{{.Process.Pid}}", "Process.Pid"],
      ["{{json .contaner}}", "contaner"],
    ] as const
  ) {
    const { unknown } = assertThrows(() => render(format), FormatError);
    assertEquals(unknown?.given, given);
    assertEquals(unknown?.known.includes("process.pid"), true);
  }
});

Deno.test("createTemplate() says what to write instead of what it cannot read", () => {
  for (
    const format of ["{{.process}}", "{{.event", "{{}}", "{{.}}", "{{upper .event}}", "{{a..b}}"]
  ) {
    assertEquals(hint(format).includes("{{json ."), true);
  }
  assertThrows(
    () => createTemplate({ format: "{{.event}}", fields: ["event"], ...CONTEXT }),
    FormatError,
    "names its fields itself",
  );
});
