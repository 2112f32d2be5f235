import type { Pattern } from "../pattern.ts";

/** A pod's directory under the cgroupfs manager. */
const POD = /^[0-9a-f]{64}$/;

/** conmon, the process that podman and CRI-O leave beside a container. */
export const CONMON: readonly Pattern[] = [
  {
    runtime: "conmon",
    example:
      "/machine.slice/libpod-conmon-64de256b4158dbfd331e27f93bf807f141883be795fd1b2ae7f40294f32c5bfd.scope",
    source: "podman libpod/oci_conmon_linux.go: `libpod-conmon-<id>.scope`; " +
      "cri-o internal/config/cgmgr: `crio-conmon-<id>`",
    verdict: "helper",
    kind: "conmon",
    segment: /^(?:libpod|crio)-conmon-[0-9a-f]{64}(?:\.scope)?$/,
  },
  {
    runtime: "conmon of podman, cgroupfs manager",
    example: "/libpod_parent/conmon",
    source: "podman libpod/oci_conmon_linux.go: `<cgroup parent>/conmon`",
    verdict: "helper",
    kind: "conmon",
    segment: /^conmon$/,
    where: (place) => place.above.includes("libpod_parent") || POD.test(place.parent),
  },
];
