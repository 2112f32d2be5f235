import { prepareLxc } from "../workload/lxc.ts";
import { e2eTest } from "../workload/needs.ts";
import { rootFolder } from "../workload/programs.ts";
import { lxcSubject, nspawnSubject } from "../workload/subjects.ts";
import { torture } from "../workload/torture.ts";

await e2eTest(
  "ctrack gives each short container of LXC its own name",
  ["tracing", "programs", "program:lxc-start"],
  async (t) => {
    await using root = await rootFolder();
    await using lxc = await prepareLxc(root.path);
    await torture(t, "lxc", lxcSubject(lxc), { oneByOne: 50, atOnce: 48 });
  },
);

await e2eTest(
  "ctrack gives each short machine of systemd-nspawn its own name",
  ["tracing", "programs", "program:systemd-nspawn"],
  async (t) => {
    await using root = await rootFolder();
    // All machines of a host without systemd share one cgroup, and one root takes one machine.
    const counts = { oneByOne: 20, atOnce: 5, lanes: 1 };
    await torture(t, "systemd-nspawn", nspawnSubject(root.path), counts);
  },
);
