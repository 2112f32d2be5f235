import { startDockerd } from "../workload/dockerd.ts";
import { e2eTest } from "../workload/needs.ts";
import { importPrograms } from "../workload/programs.ts";
import { dockerSubject } from "../workload/subjects.ts";
import { torture } from "../workload/torture.ts";
import { IMAGE, OWN_NETWORK } from "../workload/tracing.ts";

/** Where dockerd runs itself once more on the way in. */
const FEWER = { oneByOne: 4, atOnce: 16 };

await e2eTest(
  "ctrack gives each short Docker container its own name",
  ["tracing", "programs", "dockerd"],
  async (t) => {
    await using dockerd = await startDockerd();
    await importPrograms(dockerd, IMAGE);
    await torture(t, "docker", dockerSubject(dockerd, IMAGE));
    const apart = dockerSubject(dockerd, IMAGE, OWN_NETWORK);
    await torture(t, "docker, each with a network of its own", apart, FEWER);
  },
);
