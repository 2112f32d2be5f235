import type { Pattern, Place } from "../pattern.ts";

function belowLibvirt(place: Place, driver: string): boolean {
  return place.parent === driver && place.above.at(-2) === "libvirt";
}

/** libvirt's layouts (libvirt.org/cgroups.html); virtual machines are host processes. */
export const LIBVIRT: readonly Pattern[] = [
  {
    runtime: "libvirt lxc driver, systemd",
    example: "/machine.slice/machine-lxc\\x2d12345\\x2ddemo.scope/libvirt",
    source: "libvirt docs/cgroups.rst: `machine-$NAME.scope`, name is driver, id, domain",
    verdict: "container",
    kind: "libvirt-lxc",
    segment: /^machine-lxc\\x2d(?:\d+\\x2d)?(.+)\.scope$/s,
  },
  {
    runtime: "libvirt lxc driver, no systemd",
    example: "/machine.slice/auto_sirius.libvirt-lxc",
    source: "libvirt docs/cgroups.rst: `$NAME.libvirt-lxc`",
    verdict: "container",
    kind: "libvirt-lxc",
    segment: /^(?:lxc-\d+-)?(.+)\.libvirt-lxc$/s,
  },
  {
    runtime: "libvirt lxc driver, before 1.0.5",
    example: "/libvirt/lxc/demo",
    source: "libvirt docs/cgroups.rst, legacy layout: `libvirt/lxc/$NAME`",
    verdict: "container",
    kind: "libvirt-lxc",
    segment: /^(.+)$/s,
    where: (place) => belowLibvirt(place, "lxc"),
  },
  {
    runtime: "libvirt qemu driver, no systemd",
    example: "/machine/qemu-1-demo.libvirt-qemu/emulator",
    source: "libvirt docs/cgroups.rst: `$NAME.libvirt-qemu`",
    verdict: "host",
    kind: "host",
    segment: /\.libvirt-qemu$/,
  },
  {
    runtime: "libvirt qemu driver, before 1.0.5",
    example: "/libvirt/qemu/demo",
    source: "libvirt docs/cgroups.rst, legacy layout: `libvirt/qemu/$NAME`",
    verdict: "host",
    kind: "host",
    segment: /^.+$/s,
    where: (place) => belowLibvirt(place, "qemu"),
  },
];
