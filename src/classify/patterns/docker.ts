import { FULL_ID, type Pattern, type Place } from "../pattern.ts";

/** Directories that only a docker daemon puts containers into. */
const PARENTS: readonly string[] = ["docker", "docker.slice", "docker.service", "actions_job"];

/** Whether the way to a segment names docker. */
export function belowDocker(place: Place): boolean {
  return place.above.some((name) => PARENTS.includes(name));
}

/** Docker's layouts. */
export const DOCKER: readonly Pattern[] = [
  {
    runtime: "docker, systemd driver",
    example:
      "/system.slice/docker-ba7b10d15d16e10e3de7a2dcd408a3d971169ae303f46cfad4c5453c6326fee2.scope",
    source: "moby daemon/oci_linux.go, WithCgroups: slice, `docker`, id",
    verdict: "container",
    kind: "docker",
    kubernetesKind: "kubernetes-docker",
    segment: /^docker-([0-9a-f]{64})(?:\.scope)?$/,
  },
  {
    runtime: "docker, cgroupfs driver",
    example: "/docker/63425c4a8b4291744a79dd9011fddc7a1f8ffda61f65d72196aa01d00cae2e2d",
    source: "moby daemon/oci_linux.go, WithCgroups: `/docker` is the default parent; " +
      "`/actions_job` is the parent in the daemon.json of GitHub's runners",
    verdict: "container",
    kind: "docker",
    segment: FULL_ID,
    where: belowDocker,
  },
  {
    runtime: "docker, cgroupfs driver, bad id",
    example: "/docker/shortid",
    source: "moby daemon/container: ids are 64 hex digits",
    verdict: "malformed",
    kind: "unknown",
    segment: /^(?!buildkit$)/,
    where: (place) => place.parent === "docker",
  },
  {
    runtime: "docker, systemd driver, bad id",
    example: "/system.slice/docker-shortid.scope",
    source: "moby daemon/container: ids are 64 hex digits",
    verdict: "malformed",
    kind: "unknown",
    segment: /^docker-.*\.scope$/,
  },
];
