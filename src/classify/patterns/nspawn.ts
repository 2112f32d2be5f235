import type { Pattern } from "../pattern.ts";

/** systemd-nspawn's layouts; its own process sits in `supervisor`, beside `payload`. */
export const NSPAWN: readonly Pattern[] = [
  {
    runtime: "systemd-nspawn as a service",
    example: "/machine.slice/systemd-nspawn@jammy.service/payload/init.scope",
    source: "systemd units/systemd-nspawn@.service.in, src/nspawn/nspawn-cgroup.c",
    verdict: "container",
    kind: "nspawn",
    segment: /^systemd-nspawn@(.+)\.service$/s,
    where: (place) => place.next !== "supervisor",
  },
  {
    runtime: "systemd-nspawn by hand",
    example: "/machine.slice/machine-my\\x2dguest.scope/payload",
    source: "systemd src/machine/machine.c: `machine-<escaped name>.scope`; libvirt registers " +
      "virtual machines the same way, with its driver in front",
    verdict: "container",
    kind: "nspawn",
    segment: /^machine-(?!(?:qemu|ch|xen|lxc)\\x2d)(.+)\.scope$/s,
    where: (place) => place.parent.endsWith("machine.slice") && place.next !== "supervisor",
  },
];
