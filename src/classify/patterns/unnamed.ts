import { FULL_ID, type Pattern } from "../pattern.ts";

/** Containers whose path does not tell the runtime; last in the list. */
export const UNNAMED: readonly Pattern[] = [
  {
    runtime: "Kata Containers, on the host's side",
    example: "/kata_overhead/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    source: "kata-containers runtime virtcontainers/sandbox.go: the machine monitor and the shim",
    verdict: "host",
    kind: "host",
    segment: /^kata_overhead(?:\.slice)?$/,
  },
  {
    runtime: "Kata Containers, all of a pod's machine",
    example: "/kubepods/besteffort/pod1d2c3b4a-0000-4000-8000-123456789abc/" +
      "kata_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    source: "kata-containers docs/design/host-cgroups.md: `<pod>/kata_<sandbox>`; the containers " +
      "themselves run where the host's kernel does not see them",
    verdict: "container",
    kind: "unknown",
    kubernetesKind: "kubernetes",
    segment: /^kata_([0-9a-f]{64})$/,
  },
  {
    runtime: "an OCI runtime run by hand, systemd driver",
    example: "/system.slice/runc-web.scope",
    source: "runc libcontainer/specconv, crun src/libcrun/cgroup-systemd.c: the runtime's own name",
    verdict: "container",
    kind: "unknown",
    kubernetesKind: "kubernetes",
    segment: /^(?:runc|crun|youki)-(.+)\.scope$/,
  },
  {
    runtime: "any, systemd driver",
    example:
      "/system.slice/balena-0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef.scope",
    source: "OCI cgroupsPath `slice:prefix:id`, as runc and crun read it",
    verdict: "container",
    kind: "unknown",
    kubernetesKind: "kubernetes",
    segment: /^(?:.+-)?([0-9a-f]{64})\.scope$/,
  },
  {
    runtime: "any, cgroupfs driver",
    example: "/custom/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    source: "moby, podman, isulad: `--cgroup-parent` puts the id anywhere",
    verdict: "container",
    kind: "unknown",
    kubernetesKind: "kubernetes",
    segment: FULL_ID,
    where: (place) => !place.above.some((name) => name.startsWith("kata_overhead")),
  },
];
