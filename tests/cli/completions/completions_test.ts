import { assert, assertEquals } from "@std/assert";
import { renderCompletions } from "../../../src/cli/completions/completions.ts";
import { type Shell, SHELLS } from "../../../src/cli/completions/shells.ts";
import { COMMAND_SPECS } from "../../../src/commands/command_specs.ts";
import { SAMPLE } from "../sample_commands.ts";

/** How each shell runs a script's text without the user's own start-up files. */
const QUIET: Readonly<Record<Shell, readonly string[]>> = {
  bash: ["--norc", "--noprofile"],
  zsh: ["-f"],
  fish: ["--no-config"],
};

const MISSING = SHELLS.filter((shell) => !isInstalled(shell));

function run(shell: Shell, args: readonly string[]): { code: number; out: string; err: string } {
  const command = new Deno.Command(shell, { args: [...QUIET[shell], ...args] });
  const { code, stdout, stderr } = command.outputSync();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { code, out: out ?? "", err: err ?? "" };
}

function isInstalled(shell: Shell): boolean {
  try {
    return run(shell, ["-c", "exit 0"]).code === 0;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** A shell that is missing skips its tests, but not where `CI` is set: there, all must run. */
function shellTest(shell: Shell, promise: string, test: () => void): void {
  const ignore = MISSING.includes(shell) && Deno.env.get("CI") === undefined;
  const reason = ignore ? ` (skipped: ${shell} is not installed)` : "";
  Deno.test({ name: `renderCompletions("${shell}") ${promise}${reason}`, ignore, fn: test });
}

/** What bash offers for the last word; words as bash splits them, `=` standing alone. */
function bashOffers(...words: string[]): string[] {
  const script = `${renderCompletions("bash", SAMPLE)}
COMP_WORDS=(ctrack "$@"); COMP_CWORD=$#
_ctrack
[ "\${#COMPREPLY[@]}" -eq 0 ] || printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { out, err } = run("bash", ["-c", script, "bash", ...words]);
  assertEquals(err, "");
  return out.split("\n").filter((line) => line !== "").sort();
}

for (const shell of SHELLS) {
  shellTest(shell, "is a script without syntax errors", () => {
    const path = Deno.makeTempFileSync();
    try {
      Deno.writeTextFileSync(path, renderCompletions(shell, COMMAND_SPECS));
      assertEquals(run(shell, ["-n", path]), { code: 0, out: "", err: "" });
    } finally {
      Deno.removeSync(path);
    }
  });
}

Deno.test("renderCompletions() knows every flag and command in each shell", () => {
  for (const shell of SHELLS) {
    const script = renderCompletions(shell, COMMAND_SPECS);
    for (const { name, flags } of COMMAND_SPECS) {
      assert(script.includes(name), `${shell} ${name}`);
      for (const { long } of flags) assert(script.includes(long), `${shell} ${long}`);
    }
  }
});

shellTest("bash", "completes commands and flags", () => {
  assertEquals(bashOffers(""), ["help", "read", "watch"]);
  assertEquals(bashOffers("re"), ["read"]);
  assertEquals(bashOffers("--fo"), ["--format"]);
  assertEquals(bashOffers("watch", "--w"), ["--wait"]);
  assertEquals(bashOffers("read", "--"), ["--config", "--help", "--version"]);
});

shellTest("bash", "completes choices, in lists too, and after =", () => {
  assertEquals(bashOffers("watch", "-o", ""), ["json", "table"]);
  assertEquals(bashOffers("--format", "=", "j"), ["json"]);
  assertEquals(bashOffers("--format", "="), ["json", "table"]);
  assertEquals(bashOffers("-k", "exec,e"), ["exec,exec", "exec,exit"]);
  assertEquals(bashOffers("-c", ""), []);
});

shellTest("bash", "completes files for paths only", () => {
  const folder = Deno.makeTempDirSync();
  try {
    Deno.writeTextFileSync(`${folder}/some file`, "");
    assertEquals(bashOffers("read", `${folder}/so`), [`${folder}/some file`]);
    assertEquals(bashOffers("watch", `${folder}/so`), []);
    assertEquals(bashOffers("watch", "--", "cat", `${folder}/so`), [`${folder}/some file`]);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

shellTest("fish", "completes commands, flags and choices", () => {
  const offers = (line: string) => {
    const script = `${renderCompletions("fish", SAMPLE)}\ncomplete -C '${line}'`;
    const { out } = run("fish", ["-c", script]);
    return out.split("\n").filter((each) => each !== "").map((each) => each.split("\t")[0]).sort();
  };
  assertEquals(offers("ctrack re"), ["read"]);
  assertEquals(offers("ctrack watch --wa"), ["--wait"]);
  assertEquals(offers("ctrack -o "), ["json", "table"]);
  assertEquals(offers("ctrack read --wa"), []);
});
