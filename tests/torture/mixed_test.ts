import { V1_ALONE } from "../workload/cgroup_view.ts";
import { startContainerd } from "../workload/containerd.ts";
import { startDockerd } from "../workload/dockerd.ts";
import { prepareLxc } from "../workload/lxc.ts";
import { e2eTest } from "../workload/needs.ts";
import { startPodman } from "../workload/podman.ts";
import { importPrograms, rootFolder } from "../workload/programs.ts";
import { prepareOciRuntime } from "../workload/runc.ts";
import {
  CTR_IMAGE,
  CTR_PLACES,
  ctrSubject,
  dockerSubject,
  lxcSubject,
  nspawnSubject,
  ociSubject,
  podmanSubject,
} from "../workload/subjects.ts";
import { tortureTogether } from "../workload/torture.ts";
import { IMAGE } from "../workload/tracing.ts";

/** Containers of each runtime. */
const COUNT = 12;

await e2eTest(
  "ctrack knows the containers of nine runtimes and ways apart while all run at once",
  [
    ...["tracing", "programs", "dockerd", "containerd", "podman", "program:runc"] as const,
    ...["program:crun", "program:lxc-start", "program:systemd-nspawn"] as const,
  ],
  async () => {
    await using root = await rootFolder();
    const { act, leaf } = root.programs;
    await using dockerd = await startDockerd();
    await importPrograms(dockerd, IMAGE);
    await using containerd = await startContainerd();
    await containerd.importFolder(CTR_IMAGE, root.path);
    await using podman = await startPodman({ runtime: "crun", behind: V1_ALONE });
    await podman.importBusybox(IMAGE, [act, leaf]);
    await using rootless = await startPodman({ as: "rootless" });
    await rootless.importBusybox(IMAGE, [act, leaf]);
    await using runc = await prepareOciRuntime("runc", root.path);
    await using crun = await prepareOciRuntime("crun", root.path);
    await using lxc = await prepareLxc(root.path);
    await using machine = await rootFolder();
    await tortureTogether([
      dockerSubject(dockerd, IMAGE),
      ctrSubject(containerd, CTR_PLACES["in pods, cgroupfs style"]),
      ctrSubject(containerd, CTR_PLACES["in pods, systemd style"]),
      podmanSubject(podman, IMAGE),
      podmanSubject(rootless, IMAGE),
      ociSubject(runc, "runc"),
      ociSubject(crun, "crun"),
      lxcSubject(lxc),
      nspawnSubject(machine.path),
    ], COUNT);
  },
);
