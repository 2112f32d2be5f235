import type { HelperProgram } from "./helper_program.ts";
import { CONMON } from "./programs/conmon.ts";
import { CONTAINERD_SHIM } from "./programs/containerd_shim.ts";
import { BUILDKITD, CONTAINERD, DOCKER_PROXY, LIBVIRT_LXC } from "./programs/daemon.ts";
import { LXC, LXD } from "./programs/lxc.ts";
import { CRUN, RUNC, YOUKI } from "./programs/oci_runtime.ts";
import { RUNSC } from "./programs/runsc.ts";
import { SYSTEMD_NSPAWN } from "./programs/systemd_nspawn.ts";

/** All helper programs. Their names differ, so order does not matter. */
export const HELPER_PROGRAMS: readonly HelperProgram[] = [
  CONMON,
  CONTAINERD_SHIM,
  CONTAINERD,
  RUNC,
  CRUN,
  YOUKI,
  RUNSC,
  LXC,
  LXD,
  LIBVIRT_LXC,
  SYSTEMD_NSPAWN,
  DOCKER_PROXY,
  BUILDKITD,
];
