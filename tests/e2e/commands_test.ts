import { assert, assertEquals } from "@std/assert";
import { CTRACK, runCtrack } from "../workload/ctrack.ts";
import { e2eTest } from "../workload/needs.ts";

const ID = "5d9f2f3c1b0a4e8d".repeat(4);
const COMMANDS = [
  ...["trace", "ps", "tree", "containers", "top", "which", "stats", "history"],
  ...["classify", "fields", "doctor", "completions"],
];

/** Runs a command that must succeed without a word on stderr. */
async function output(args: readonly string[], input = ""): Promise<string> {
  const { code, stdout, stderr } = await runCtrack(args, { input });
  assertEquals([args, code, stderr], [args, 0, ""]);
  return stdout;
}

await e2eTest("ctrack classify reads cgroup files", [], async (t) => {
  await t.step("- reads standard input", async () => {
    const answer = await output(["classify", "-"], `0::/system.slice/docker-${ID}.scope\n`);
    assertEquals(JSON.parse(answer), {
      kind: "docker",
      containerId: ID,
      podUid: null,
      nesting: [],
    });
  });

  await t.step("FILE reads a file, its own in /proc too", async () => {
    const file = await Deno.makeTempFile({ prefix: "ctrack-classify-" });
    const uid = "8712f785-1a3e-41ec-a00b-e2dcc77431cb";
    try {
      const scope = `pod${uid.replaceAll("-", "_")}.slice/docker-${ID}.scope`;
      await Deno.writeTextFile(file, `0::/kubepods.slice/kubepods-${scope}\n`);
      assertEquals(JSON.parse(await output(["classify", file])), {
        kind: "kubernetes-docker",
        containerId: ID,
        podUid: uid,
        nesting: [],
      });
    } finally {
      await Deno.remove(file);
    }
    const own = await output(["classify", `/proc/${Deno.pid}/cgroup`]);
    const same = await output(
      ["classify", "-"],
      await Deno.readTextFile(`/proc/${Deno.pid}/cgroup`),
    );
    assertEquals(own, same);
  });

  await t.step("empty and hostile input is no error", async () => {
    assertEquals(JSON.parse(await output(["classify", "-"])).kind, "unknown");
    const hostile = `0::/docker/\x1b[31m${"x".repeat(5000)}\n\n:::::\n\xff\n`;
    assertEquals(JSON.parse(await output(["classify", "-"], hostile)).containerId, null);
  });

  await t.step("a file that is not there is one error", async () => {
    const { code, stdout, stderr } = await runCtrack(["classify", "/no/such/file"]);
    assertEquals([code, stdout], [1, ""]);
    assert(
      /^ctrack: cannot read \/no\/such\/file\n {2}because: no such file\n/.test(stderr),
      stderr,
    );
  });
});

await e2eTest("ctrack explains itself", [], async (t) => {
  await t.step("--help of each command fits 80 columns, examples first", async () => {
    for (const args of [[], ...COMMANDS.map((command) => [command])]) {
      const lines = (await output([...args, "--help"])).split("\n");
      assertEquals(lines.filter((line) => line.length > 80), []);
      assert(lines[0]?.startsWith("ctrack"), lines[0]);
      assertEquals([args, lines[2]], [args, "Examples"]);
      assertEquals((await output([...args, "-h"])).split("\n"), lines);
    }
  });

  await t.step("--version is one line", async () => {
    assert(/^ctrack \d+\.\d+\.\d+\n$/.test(await output(["--version"])));
    assertEquals(await output(["-V"]), await output(["--version"]));
  });

  await t.step("fields lists each field with type and meaning", async () => {
    const rows = (await output(["fields", "--format", "json"])).trimEnd().split("\n")
      .map((line) => JSON.parse(line));
    for (const row of rows) {
      assertEquals(Object.keys(row), ["name", "type", "meaning"]);
      assert(row.meaning.endsWith("."), row.meaning);
    }
    const names = rows.map(({ name }) => name);
    assertEquals(new Set(names).size, names.length);
    for (const name of ["process.pid", "process.exit.code", "container.name", "cgroup.path"]) {
      assert(names.includes(name), name);
    }
    const table = (await output(["fields"])).trimEnd().split("\n");
    assertEquals(table.slice(1).map((line) => line.split(/ +/)[0]), names);
  });

  for (const shell of ["bash", "zsh", "fish"]) {
    await t.step(`completions ${shell} know each command`, async () => {
      const script = await output(["completions", shell]);
      for (const command of COMMANDS) assert(script.includes(command), command);
      assert(script.includes("label-wait"));
    });
  }

  await t.step("completions bash is a script that bash takes", async () => {
    const script = await output(["completions", "bash"]);
    const { code } = await new Deno.Command("bash", { args: ["-n", "-c", script] }).output();
    assertEquals(code, 0);
  });
});

/** Command lines that make no sense, and what their one error must name. */
const USAGE_ERRORS: readonly (readonly [readonly string[], RegExp])[] = [
  [["--no-such-flag"], /--no-such-flag/],
  [["--contaner", "web"], /try: did you mean --container\?/],
  [["no-such-command"], /no-such-command/],
  [["trace", "extra"], /extra/],
  [["--host", "--host-only"], /--host and --host-only/],
  [["--host-only", "-c", "web"], /--host-only/],
  [["-q", "-v"], /--quiet and --verbose/],
  [["-x", "-e", "exec"], /--failed and --events/],
  [["-e", "nothing"], /nothing/],
  [["-o", "yaml"], /yaml/],
  [["-o", "json", "--no-header"], /--no-header/],
  [["-o", "csv", "--no-trunc"], /--no-trunc/],
  [["-o", "json", "--color", "always"], /--color/],
  [["-o", "{{.event}}", "--fields", "event"], /--fields/],
  [["-o", "{{.event"], /template/],
  [["-o", "{{.no.such}}"], /no\.such/],
  [["--fields", "no.such"], /no\.such/],
  [["-f", "process.exit.code =="], /--filter/],
  [["-f", "process.no_such == 1"], /no_such/],
  [["-c", "a,,b"], /-c/],
  [["-p", "0"], /0/],
  [["-p", "one"], /one/],
  [["-u", "-1"], /-1/],
  [["-t", "soon"], /soon/],
  [["-w", "-"], /--write/],
  [["-w", "/no/such/folder/run"], /\/no\/such\/folder\/run/],
  [["-w", "/dev/null"], /no regular file/],
  [["-w", "run", "--rotate", "5"], /try: write it like 100M or 1h/],
  [["-r", "/no/such/run"], /cannot read \/no\/such\/run/],
  [["-r", CTRACK], /no recording of ctrack/],
  [["-r", "run", "--label-wait", "1s"], /--read and --label-wait/],
  [["--since", "10:15"], /give --read/],
  [["stats", "-r", "run", "-t", "1s"], /--read and --timeout/],
  [["--label-wait", "2m"], /2m/],
  [["--buffer-size", "1"], /1/],
  [["--max-events", "0"], /0/],
  [["--docker-socket", "tcp://127.0.0.1:1"], /--docker-socket/],
  [["classify"], /FILE/],
  [["top", "-i", "10ms"], /10ms/],
  [["top", "--iterations", "0"], /0/],
  [["top", "--sort", "size"], /size/],
  [["top", "-o", "json", "--no-header"], /--no-header/],
  [["top", "-c", "["], /--container/],
  [["completions", "tcsh"], /tcsh/],
  [["doctor", "--format", "csv"], /csv/],
  [["history"], /WHAT/],
  [["history", "run"], /try: did you mean runs\?/],
  [["history", "runs", "--since", "soon"], /--since takes a moment/],
  [["history", "runs", "--retention", "1d"], /it goes with history record/],
];

await e2eTest("ctrack refuses what makes no sense", [], async (t) => {
  await t.step("with 2, one error, and nothing on stdout", async () => {
    for (const [args, names] of USAGE_ERRORS) {
      const { code, stdout, stderr } = await runCtrack(args);
      assertEquals([args, code, stdout], [args, 2, ""]);
      assertEquals([args, stderr.match(/^ctrack: /gm)?.length], [args, 1]);
      assert(names.test(stderr), `${args.join(" ")}: ${stderr}`);
      assert(stderr.split("\n").length <= 4, stderr);
    }
  });

  await t.step("a DOCKER_HOST that is no unix socket as well", async () => {
    const { code, stderr } = await runCtrack([], { env: { DOCKER_HOST: "tcp://127.0.0.1:1" } });
    assertEquals(code, 2);
    assert(stderr.includes("DOCKER_HOST"), stderr);
  });

  await t.step("a hostile argument does not reach the terminal raw", async () => {
    const { code, stderr } = await runCtrack(["--\x1b[31mred\n"]);
    assertEquals(code, 2);
    assertEquals(stderr.includes("\x1b"), false);
  });
});
