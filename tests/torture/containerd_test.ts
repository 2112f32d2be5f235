import { startContainerd } from "../workload/containerd.ts";
import { e2eTest } from "../workload/needs.ts";
import { rootFolder } from "../workload/programs.ts";
import { CTR_IMAGE, CTR_PLACES, ctrSubject } from "../workload/subjects.ts";
import { torture } from "../workload/torture.ts";

/** 200 one by one and 64 at a time over both ways of Kubernetes. */
const COUNTS = { oneByOne: 100, atOnce: 32 };

/** Of what is no Kubernetes. */
const FEWER = { oneByOne: 12, atOnce: 16 };

await e2eTest(
  "ctrack gives each short container of containerd its own name",
  ["tracing", "programs", "containerd"],
  async (t) => {
    await using root = await rootFolder();
    await using containerd = await startContainerd();
    await containerd.importFolder(CTR_IMAGE, root.path);
    for (const [what, place] of Object.entries(CTR_PLACES)) {
      const counts = what.includes("pods") ? COUNTS : FEWER;
      await torture(t, `containerd ${what}`, ctrSubject(containerd, place), counts);
    }
  },
);
