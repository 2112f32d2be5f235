import { e2eTest } from "../workload/needs.ts";
import { rootFolder } from "../workload/programs.ts";
import { prepareOciRuntime } from "../workload/runc.ts";
import { ociSubject } from "../workload/subjects.ts";
import { torture, type TortureOptions } from "../workload/torture.ts";

const RUNTIMES: Readonly<Record<"runc" | "crun", TortureOptions>> = {
  runc: {},
  crun: { oneByOne: 20, atOnce: 24 },
};

for (const [program, counts] of Object.entries(RUNTIMES) as ["runc" | "crun", TortureOptions][]) {
  await e2eTest(
    `ctrack gives each short container of a bare ${program} its own name`,
    ["tracing", "programs", `program:${program}`],
    async (t) => {
      await using root = await rootFolder();
      await using runtime = await prepareOciRuntime(program, root.path);
      await torture(t, program, ociSubject(runtime, program), counts);
    },
  );
}
