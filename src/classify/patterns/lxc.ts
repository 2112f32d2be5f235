import type { Pattern } from "../pattern.ts";

/** LXC's layouts, used by LXD, Incus and Proxmox too. */
export const LXC: readonly Pattern[] = [
  {
    runtime: "LXC monitor",
    example: "/lxc.monitor.first",
    source: "lxc src/lxc/cgroups/cgfsng.c, 4.0: the monitor is a host process",
    verdict: "host",
    kind: "host",
    segment: /^lxc\.(?:monitor|pivot)(?:\..+)?$/s,
  },
  {
    runtime: "LXC 4 and later",
    example: "/lxc.payload.myguest/init.scope",
    source: "lxc src/lxc/cgroups/cgfsng.c, 4.0: `lxc.payload.<name>`",
    verdict: "container",
    kind: "lxc",
    segment: /^lxc\.payload\.(.+)$/s,
  },
  {
    runtime: "LXC before 4, Proxmox",
    example: "/lxc/102/ns/init.scope",
    source: "lxc src/lxc/cgroups/cgfsng.c: `lxc/<name>`, 3.2: `lxc.payload/<name>`",
    verdict: "container",
    kind: "lxc",
    segment: /^(.+)$/s,
    where: (place) => place.parent === "lxc" || place.parent === "lxc.payload",
  },
];
