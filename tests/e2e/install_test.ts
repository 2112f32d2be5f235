import { assertEquals, assertMatch } from "@std/assert";
import { runCtrack } from "../workload/ctrack.ts";
import { e2eTest } from "../workload/needs.ts";
import { command } from "../workload/programs.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

/** Where shells look for completions below a prefix. */
const COMPLETIONS = {
  bash: "share/bash-completion/completions/ctrack",
  zsh: "share/zsh/site-functions/_ctrack",
  fish: "share/fish/vendor_completions.d/ctrack.fish",
};

await e2eTest("make install", ["program:make", "program:mandoc"], async (t) => {
  const folder = await Deno.makeTempDir({ prefix: "ctrack install-" });
  const prefix = `${folder}/opt/my own`;
  try {
    await command("make", ["-C", ROOT, "install", `DESTDIR=${folder}`, "PREFIX=/opt/my own"]);

    await t.step(
      "installs the program, its page, completions and unit, and nothing else",
      async () => {
        const found = await command("find", [prefix, "-type", "f", "-printf", "%P %m\\n"]);
        assertEquals(
          found.trimEnd().split("\n").sort(),
          [
            "bin/ctrack 755",
            ...Object.values(COMPLETIONS).map((path) => `${path} 644`),
            "lib/systemd/system/ctrack.service 644",
            "share/man/man1/ctrack.1 644",
          ].sort(),
        );
      },
    );

    await t.step("the unit starts what is installed, wherever that is", async () => {
      const unit = await Deno.readTextFile(`${prefix}/lib/systemd/system/ctrack.service`);
      assertMatch(unit, /^ExecStart="\/opt\/my own\/bin\/ctrack" history record /m);
    });

    await t.step("what is installed is of the same version", async () => {
      const path = `${prefix}/bin/ctrack`;
      const { stdout } = await runCtrack(["--version"], { path });
      const page = await command("mandoc", ["-T", "ascii", `${prefix}/share/man/man1/ctrack.1`]);
      assertMatch(
        page.trimEnd(),
        new RegExp(`\\n${stdout.trim()} +\\d{4}-\\d\\d-\\d\\d +CTRACK\\(1\\)$`),
      );
      for (const [shell, file] of Object.entries(COMPLETIONS)) {
        const { stdout } = await runCtrack(["completions", shell], { path });
        assertEquals(await Deno.readTextFile(`${prefix}/${file}`), stdout);
      }
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
