import type { Pattern } from "../pattern.ts";

/**
 * Namespaces that only containerd's clients make. A client without a cgroup path of its own gets
 * `/<namespace>/<id>`, and a namespace may have any name; but so may a host's own group
 * (`/openrc/sshd`, `/slurm/uid_1000`), hence this list and no guess.
 */
const NAMESPACES: readonly string[] = [
  "default", // ctr, nerdctl, Bottlerocket's host containers
  "k8s.io", // the CRI plugin
  "moby", // dockerd
  "plugins.moby", // dockerd's managed plugins
  "finch",
  "openfaas",
  "openfaas-fn",
];

/** containerd's layouts. */
export const CONTAINERD: readonly Pattern[] = [
  {
    runtime: "containerd's CRI plugin and nerdctl, systemd driver",
    example:
      "/kubepods.slice/kubepods-pod121157b5_c67d_4c3e_9052_cb27bbb711fb.slice/cri-containerd-1cd3449e930b8a28c7595240fa32ba20c84f36d059e5fbe63104ad40057992d1.scope",
    source: "containerd internal/cri/server/helpers_linux.go, getCgroupsPath: `cri-containerd`; " +
      "nerdctl pkg/cmd/container: `nerdctl`",
    verdict: "container",
    kind: "containerd",
    kubernetesKind: "kubernetes-containerd",
    segment: /^(?:cri-containerd|containerd|nerdctl)-([0-9a-f]{64})(?:\.scope)?$/,
  },
  {
    runtime: "containerd, default cgroup path",
    example: "/default/web",
    source: "containerd pkg/oci/spec.go, populateDefaultUnixSpec: `/<namespace>/<id>`; " +
      "pkg/identifiers: letters and digits, joined by one of `._-`, at most 76",
    verdict: "container",
    kind: "containerd",
    segment:
      /^(?!.*\.(?:service|scope|slice|mount|socket|swap)$)(?=.{1,76}$)([0-9A-Za-z]+(?:[._-][0-9A-Za-z]+)*)$/,
    where: (place) => place.above.length === 1 && NAMESPACES.includes(place.parent),
  },
  {
    runtime: "containerd's CRI plugin and nerdctl, bad id",
    example: "/system.slice/cri-containerd-shortid.scope",
    source: "containerd internal/cri/util/id.go: ids are 64 hex digits",
    verdict: "malformed",
    kind: "unknown",
    segment: /^(?:cri-containerd-[^.]*(?:\.scope)?|(?:containerd|nerdctl)-[^.]*\.scope)$/,
  },
];
