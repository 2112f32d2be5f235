import { startDockerd } from "../workload/dockerd.ts";
import { e2eTest } from "../workload/needs.ts";
import { importPrograms } from "../workload/programs.ts";
import { dockerSubject } from "../workload/subjects.ts";
import { torture } from "../workload/torture.ts";
import { IMAGE } from "../workload/tracing.ts";

await e2eTest(
  "ctrack gives each short Docker container its own name",
  ["tracing", "programs", "dockerd"],
  async (t) => {
    await using dockerd = await startDockerd();
    await importPrograms(dockerd, IMAGE);
    await torture(t, "docker", dockerSubject(dockerd, IMAGE));
  },
);
