import { assertMatch } from "@std/assert";
import { testHere, whyNoProgram } from "../workload/here.ts";
import { startTmux } from "../workload/tmux.ts";

const MODULE = new URL("../../src/terminal/full_screen.ts", import.meta.url).href;
const IO = new URL("../../src/cli/deno_io.ts", import.meta.url).href;
const CONFIG = new URL("../../deno.json", import.meta.url).pathname;

/** Ends that no `finally` of the program sees. */
const ENDINGS = {
  "an exception": "setTimeout(() => { throw new Error('thrown') }, 0)",
  "a rejection": "setTimeout(() => Promise.reject(new Error('thrown')), 0)",
  "a sudden exit": "Deno.exit(7)",
} as const;

testHere(
  "FullScreen gives the terminal back after any end",
  await whyNoProgram(["tmux"]),
  async (t) => {
    const file = await Deno.makeTempFile({ prefix: "ctrack-screen-", suffix: ".ts" });
    const { DENO_DIR = "" } = Deno.env.toObject();
    await using tmux = await startTmux(80, 24, { DENO_DIR });
    try {
      const before = await tmux.modes();
      for (const [name, ending] of Object.entries(ENDINGS)) {
        await t.step(name, async () => {
          await Deno.writeTextFile(
            file,
            `import { FullScreen } from "${MODULE}";
            import { denoIo } from "${IO}";
            const user = { pressed() { ${ending} }, mustDraw() {}, ended() {} };
            new FullScreen(denoIo().stdout, user).draw(["drawn"]);`,
          );
          await tmux.enter(`clear; '${Deno.execPath()}' run -qA --config '${CONFIG}' '${file}'`);
          await tmux.until(/^drawn$/m);
          assertMatch(await tmux.modes(), /^1 0 0 /);
          await tmux.press("x");
          await tmux.untilPrompt();
          if (await tmux.modes() !== before) throw new Error("the modes are others than before");
        });
      }
    } finally {
      await Deno.remove(file);
    }
  },
);
