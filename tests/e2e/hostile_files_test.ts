import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { runCtrack } from "../workload/ctrack.ts";
import { e2eTest } from "../workload/needs.ts";
import { command } from "../workload/programs.ts";

const RECORDING = new URL("../fixtures/recording/run.ctrack", import.meta.url).pathname;

/** A user without any rights (nobody). */
const AS_NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] as const;

/** A line of a shell, as that user. */
async function asNobody(line: string): Promise<void> {
  const [program, ...args] = AS_NOBODY;
  await command(program, [...args, "sh", "-c", line]);
}

/** A folder in which everybody can make files, as `/tmp`, and one of root's alone. */
async function withFolders(
  test: (shared: string, own: string) => Promise<void>,
): Promise<void> {
  const root = await Deno.makeTempDir({ prefix: "ctrack-hostile-" });
  await Deno.chmod(root, 0o755);
  const [shared, own] = [`${root}/shared`, `${root}/own`];
  await Deno.mkdir(shared);
  await Deno.chmod(shared, 0o1777);
  await Deno.mkdir(own, { mode: 0o755 });
  try {
    await test(shared, own);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

/** Records a recording anew: as root, without the kernel. */
async function recordTo(path: string, ...flags: string[]) {
  return await runCtrack(["-q", "-r", RECORDING, "-w", path, ...flags]);
}

await e2eTest(
  "ctrack -w follows nobody else's link, and touches no file that another user put in its way",
  ["program:setpriv"],
  () =>
    withFolders(async (shared, own) => {
      const precious = `${own}/precious`;
      await Deno.writeTextFile(precious, "precious");
      await asNobody(
        `cd ${shared}; ln -s ${own} way; ln -s ${precious} file; mkfifo pipe; mkdir mine
        ln -s ${own} mine/inner`,
      );
      // Where the kernel lets users make hard links to files of others.
      await Deno.link(precious, `${shared}/hard`);
      const refused: readonly (readonly [string, string])[] = [
        [`${shared}/way/run`, "is another user's link"],
        [`${shared}/mine/../way/run`, "is another user's link"],
        [`${shared}/file`, "a symbolic link has this name"],
        [`${shared}/pipe`, "it is no regular file"],
        [`${shared}/hard`, "it is no recording of ctrack"],
      ];
      for (const [path, why] of refused) {
        const { code, stdout, stderr } = await recordTo(path);
        assertEquals([path, code, stdout], [path, 2, ""]);
        assertStringIncludes(stderr, why);
      }
      assertEquals(await Deno.readTextFile(precious), "precious");
      assertEquals(namesIn(own), ["precious"]);
      // What is asked for lies there for root alone.
      assertEquals((await recordTo(`${shared}/run`)).code, 0);
      const { mode, uid } = await Deno.lstat(`${shared}/run`);
      assertEquals([(mode ?? 0) & 0o777, uid], [0o600, 0]);
      assertEquals(namesIn(shared).filter((name) => name.endsWith(".new")), []);
    }),
);

await e2eTest(
  "ctrack -w writes into the folder that it began in, whatever has its name by then",
  ["program:setpriv"],
  () =>
    withFolders(async (shared, own) => {
      await asNobody(`cd ${shared}; mkdir place; ln -s ${own} other`);
      const [program, ...args] = AS_NOBODY;
      // The folder's name leads now here, now there.
      const swap = "while :; do mv -T place aside; mv -T other place; mv -T place other; " +
        "mv -T aside place; done 2>/dev/null";
      const swapping = new Deno.Command(program, {
        args: [...args, "sh", "-c", swap],
        cwd: shared,
      }).spawn();
      const codes: number[] = [];
      try {
        for (let tries = 0; tries < 10; tries++) {
          codes.push((await recordTo(`${shared}/place/run`, "--rotate", "4K", "--keep", "1")).code);
        }
      } finally {
        swapping.kill("SIGKILL");
        await swapping.status;
      }
      assert(codes.every((code) => code === 0 || code === 2 || code === 1), `${codes}`);
      assertEquals(namesIn(own), []);
    }),
);

await e2eTest(
  "ctrack history record writes to no place that another user can change",
  ["tracing", "program:setpriv"],
  () =>
    withFolders(async (shared, own) => {
      await asNobody(`cd ${shared}; ln -s ${own} way; mkdir mine`);
      await Deno.mkdir(`${shared}/mine/root`);
      await Deno.symlink("/etc/hostname", `${own}/linked.db-shm`);
      const places = [
        "shared/h.db",
        "shared/way/h.db",
        "shared/mine/h.db",
        "shared/mine/root/h.db",
      ];
      const root = shared.slice(0, -"/shared".length);
      for (const place of [...places, "own/linked.db"]) {
        const args = ["history", "record", "--db", `${root}/${place}`];
        const { code, stderr } = await runCtrack(args);
        assertEquals([place, code], [place, 1], stderr);
      }
      assertEquals(namesIn(own), ["linked.db", "linked.db-shm"]);
      assertEquals(namesIn(`${shared}/mine/root`), []);
    }),
);
