import type { Pattern } from "../pattern.ts";

/** BuildKit's steps: ids are 25 characters of base 36 (buildkit identity/randomid.go). */
export const BUILDKIT: readonly Pattern[] = [
  {
    runtime: "buildkit, cgroupfs",
    example: "/docker/buildkit/x5h7oizyhrunip3o2urd7of1d",
    source: "buildkit executor/oci/spec.go: parent, `buildkit`, id",
    verdict: "container",
    kind: "buildkit",
    segment: /^([0-9a-z]{25})$/,
    where: (place) => place.parent === "buildkit",
  },
  {
    runtime: "buildkit in dockerd, systemd driver",
    example: "/system.slice/docker-x5h7oizyhrunip3o2urd7of1d.scope",
    source: "buildkit executor/oci/spec.go: a parent `slice:docker:` gets the id appended; " +
      "moby cmd/dockerd/daemon.go makes that parent",
    verdict: "container",
    kind: "buildkit",
    segment: /^docker-([0-9a-z]{25})\.scope$/,
  },
  {
    runtime: "buildkitd, systemd driver",
    example: "/system.slice/buildkit-x5h7oizyhrunip3o2urd7of1d.scope",
    source: "buildkit executor/oci/spec.go: `--oci-worker-cgroup-parent=system.slice:buildkit:`",
    verdict: "container",
    kind: "buildkit",
    segment: /^buildkit-([0-9a-z]{25})\.scope$/,
  },
];
