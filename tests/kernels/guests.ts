import { type CgroupMode, dockerChecks } from "./checks/docker.ts";
import { PLAIN_CHECKS } from "./checks/plain.ts";
import { refusedChecks } from "./checks/refused.ts";
import type { GuestCheck } from "./guest_check.ts";
import type { KernelName } from "./kernels.ts";
import type { MachineName } from "./machines.ts";

/** A guest: a kernel, what runs on it, and what must come of it. */
export interface GuestPlan {
  /** For people, and to name it on the command line. */
  readonly name: string;
  readonly machine: MachineName;
  readonly kernel: KernelName;
  /** The script of guest/ that it runs. */
  readonly script: string;
  /** Added to the kernel's command line. */
  readonly append: readonly string[];
  /** Whether it is a Debian with systemd and Docker, or a kernel alone. */
  readonly hasDebian: boolean;
  readonly checks: readonly GuestCheck[];
}

/** How systemd is told to mount cgroups. */
const MODES: Readonly<Record<CgroupMode, readonly string[]>> = {
  v2: ["systemd.unified_cgroup_hierarchy=1"],
  hybrid: [
    "systemd.unified_cgroup_hierarchy=0",
    "systemd.legacy_systemd_cgroup_controller=0",
  ],
  v1: ["systemd.unified_cgroup_hierarchy=0", "systemd.legacy_systemd_cgroup_controller=1"],
};

function plain(kernel: KernelName, machine: MachineName): GuestPlan {
  return {
    name: machine === "x86_64" ? `plain-${kernel}` : `plain-${kernel}-${machine}`,
    machine,
    kernel,
    script: "plain.sh",
    append: [],
    hasDebian: false,
    checks: PLAIN_CHECKS,
  };
}

/** apparmor stays out: its policies would have to be in the guest. */
const LSM = "lsm=landlock,lockdown,yama,integrity,bpf";

function docker(mode: CgroupMode, kernel: KernelName): GuestPlan {
  return {
    name: `docker-${mode}-${kernel}`,
    machine: "x86_64",
    kernel,
    script: "docker.sh",
    append: [LSM, ...MODES[mode]],
    hasDebian: true,
    checks: dockerChecks(mode),
  };
}

/** All guests, in the order in which they run. */
export const GUESTS: readonly GuestPlan[] = [
  plain("5.10", "x86_64"),
  plain("6.1", "x86_64"),
  plain("6.12", "x86_64"),
  plain("newest", "x86_64"),
  plain("6.12", "aarch64"),
  {
    name: "lockdown-6.1",
    machine: "x86_64",
    kernel: "6.1",
    script: "refused.sh",
    append: ["lockdown=confidentiality"],
    hasDebian: false,
    checks: refusedChecks("lockdown", /lockdown=confidentiality lets no program/, [
      "policy",
      "programs",
    ]),
  },
  docker("v2", "6.12"),
  docker("hybrid", "6.1"),
  docker("v1", "5.10"),
];
