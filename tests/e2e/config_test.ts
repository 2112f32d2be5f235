import { assert, assertEquals, assertMatch } from "@std/assert";
import { runCtrack, startCtrack } from "../workload/ctrack.ts";
import { type Dockerd, startDockerd } from "../workload/dockerd.ts";
import { processWords, SHORT } from "../workload/known_work.ts";
import { e2eTest } from "../workload/needs.ts";
import { importPrograms } from "../workload/programs.ts";
import { endWell, IMAGE, newContainer, randomName } from "../workload/tracing.ts";

/** Makes a file of flags that goes with the block. */
async function configFile(text: string): Promise<AsyncDisposable & { readonly path: string }> {
  const folder = await Deno.makeTempDir({ prefix: "ctrack-config-" });
  await Deno.chmod(folder, 0o755);
  const path = `${folder}/ctrack.yaml`;
  await Deno.writeTextFile(path, text);
  return { path, [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }) };
}

async function tracesAsTheFileSays(dockerd: Dockerd): Promise<void> {
  const [seen, unseen] = [randomName("seen"), randomName("unseen")];
  await using file = await configFile(`
docker-socket: ${dockerd.socket}
format: json
container: [${seen}, "!${unseen}"]
label-wait: 500ms
containers:
  container: ${unseen}
  all: true
`);
  await using ctrack = await startCtrack(["--config", file.path]);
  await dockerd.run(newContainer("run", unseen, IMAGE, ...SHORT.args(unseen)));
  await dockerd.run(newContainer("run", seen, IMAGE, ...SHORT.args(seen)));
  await ctrack.until("its end", ({ event, action }) => event === "container" && action === "die");
  const { events } = await endWell(ctrack, seen);
  assertEquals(new Set(events.map(({ container }) => container?.name)), new Set([seen]));
  assertEquals(processWords(events), SHORT.words(seen));

  const listed = await runCtrack(["containers", "--config", file.path]);
  assertEquals([listed.code, JSON.parse(listed.stdout).container.name], [0, unseen]);
  await using table = await startCtrack(["--config", file.path, "-o", "table"]);
  await table.untilLine(/^TIME +EVENT +CONTAINER /);
  await table.stop();
}

await e2eTest(
  "ctrack --config traces as the file says",
  ["tracing", "dockerd", "programs"],
  async (t) => {
    await using dockerd = await startDockerd();
    await importPrograms(dockerd, IMAGE);
    await t.step(
      "with its filter, its format and its sections",
      () => tracesAsTheFileSays(dockerd),
    );
  },
);

/** Files that make no sense, and what the one error must say. */
const REFUSED: readonly (readonly [text: string, said: RegExp])[] = [
  ["fromat: json", /ctrack\.yaml:1: there is no flag "fromat"\n {2}try: did you mean format\?\n$/],
  ["format: jsn", /ctrack\.yaml:1: format does not take "jsn"\n {2}try: did you mean json\?\n$/],
  ["a: [", /ctrack\.yaml:1:\d+: not YAML: /],
  ["host: true\nhost-only: true", /host \(.*:1\) and host-only \(.*:2\) do not go together\n/],
  ["container: !web", /ctrack\.yaml:1:12: ! begins a tag/],
  ["container: *web", /ctrack\.yaml:1:12: \* begins an alias/],
  ["\x1b[31mred: 1", /ctrack\.yaml:1: there is no flag "\\x1b\[31mred"/],
  [`a: ${"[".repeat(20_000)}`, /nested too deeply/],
  ["#".repeat((1 << 20) + 1), /cannot read .*\n {2}because: it has more than 1048576 bytes\n/],
];

await e2eTest("ctrack --config refuses what makes no sense", ["program:setpriv"], async (t) => {
  await t.step("with 2, one error, and nothing on stdout", async () => {
    for (const [text, said] of REFUSED) {
      await using file = await configFile(text);
      const { code, stdout, stderr } = await runCtrack(["trace", "--config", file.path]);
      assertEquals([code, stdout], [2, ""], stderr);
      assertMatch(stderr, said);
      assert(stderr.split("\n").length <= 4 && !stderr.includes("\x1b"), stderr);
    }
  });

  await t.step("a file that is not there, is a folder, or may not be read", async () => {
    await using file = await configFile("format: json\n");
    await Deno.chmod(file.path, 0o000);
    // Root without the right to read everything, who can start what lies in root's own folder all the same.
    const wrap = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"];
    const answers = await Promise.all([
      runCtrack(["fields", "--config", "/no/such/file"]),
      runCtrack(["fields", "--config", "/"]),
      runCtrack(["fields", "--config", file.path], Deno.uid() === 0 ? { wrap } : {}),
    ]);
    const reasons = ["no such file", "it is a folder", "permission denied"];
    answers.forEach(({ code, stdout, stderr }, i) => {
      assertEquals([code, stdout], [2, ""]);
      assertMatch(stderr, new RegExp(`^ctrack: cannot read /.*\n  because: ${reasons[i]}\n`));
    });
  });

  await t.step("and reads none that was not asked for; a pipe will do", async () => {
    await using file = await configFile("format: json\n");
    const table = await runCtrack(["fields"]);
    const json = await runCtrack(["fields", "-o", "json"]);
    const wrap = ["bash", "-c", `"$@" --config <(cat "${file.path}")`, "bash"];
    // The library would tell all that it reads.
    const env = { LOG_TOKENS: "1", LOG_STREAM: "1" };
    assertEquals(await runCtrack(["fields"], { wrap, env }), json);
    const typed = await runCtrack(["fields", "--config", file.path, "-o", "table"]);
    assertEquals(typed.stdout, table.stdout);
  });
});
