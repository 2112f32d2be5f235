import { FULL_ID, type Pattern } from "../pattern.ts";
import { belowDocker } from "./docker.ts";

/** What podman puts right below a pod's directory. */
const BELOW_POD = /^(?:libpod-|conmon$)/;

/** Podman's layouts. */
export const PODMAN: readonly Pattern[] = [
  {
    runtime: "podman",
    example:
      "/machine.slice/libpod-93afc7bc3ce42ad052d2926ffacfba941803bfae080941d1e1375d9d46b6a281.scope/container",
    source: "podman libpod/container_internal_linux.go, getOCICgroupPath: `libpod-<id>`, " +
      "`.scope` by the systemd manager, `libpod-payload-<id>` with `--cgroups=split`",
    verdict: "container",
    kind: "podman",
    segment: /^libpod-(?:payload-)?([0-9a-f]{64})(?:\.scope)?$/,
  },
  {
    runtime: "podman, bad id",
    example: "/user.slice/user-1000.slice/user@1000.service/libpod-shortid",
    source: "podman libpod/container.go: ids are 64 hex digits",
    verdict: "malformed",
    kind: "unknown",
    segment: /^libpod-[^.]*(?:\.scope)?$/,
  },
  {
    runtime: "podman pod, systemd manager",
    example:
      "/machine.slice/machine-libpod_pod_93afc7bc3ce42ad052d2926ffacfba941803bfae080941d1e1375d9d46b6a281.slice",
    source: "podman libpod/runtime_pod_linux.go: `libpod_pod_<id>` below the parent slice",
    verdict: "group",
    kind: "sandbox",
    segment: /-libpod_pod_[0-9a-f]{64}\.slice$/,
  },
  {
    runtime: "podman pod, cgroupfs manager",
    example: "/libpod_parent/93afc7bc3ce42ad052d2926ffacfba941803bfae080941d1e1375d9d46b6a281",
    source: "podman libpod/runtime_pod_linux.go: `<cgroup parent>/<pod id>`",
    verdict: "group",
    kind: "sandbox",
    segment: FULL_ID,
    where: (place) =>
      place.parent === "libpod_parent" ||
      (BELOW_POD.test(place.next) && !place.kubernetes && !belowDocker(place)),
  },
];
