import { V1_ALONE } from "../workload/cgroup_view.ts";
import { e2eTest } from "../workload/needs.ts";
import { type PodmanOptions, startPodman } from "../workload/podman.ts";
import { copyPrograms } from "../workload/programs.ts";
import { podmanSubject } from "../workload/subjects.ts";
import { torture, type TortureOptions } from "../workload/torture.ts";
import { IMAGE } from "../workload/tracing.ts";

/** Whose podman, by which OCI runtime, and how many containers. */
const WAYS: Readonly<Record<string, [PodmanOptions, TortureOptions?]>> = {
  "root's podman with runc": [{}],
  "root's podman with crun": [{ runtime: "crun", behind: V1_ALONE }, { oneByOne: 10, atOnce: 16 }],
  "a rootless podman": [{ as: "rootless" }, { oneByOne: 16, atOnce: 16 }],
};

for (const [what, [options, counts]] of Object.entries(WAYS)) {
  await e2eTest(
    `ctrack gives each short container of ${what} its own name, without a socket`,
    ["tracing", "programs", "podman"],
    async (t) => {
      await using programs = await copyPrograms();
      await using podman = await startPodman(options);
      await podman.importBusybox(IMAGE, [programs.act, programs.leaf]);
      await torture(t, what, podmanSubject(podman, IMAGE), counts);
    },
  );
}
