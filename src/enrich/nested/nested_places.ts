/** A kind of daemon, and where it listens inside of a container. */
export interface NestedPlace {
  /** Name of the runtime, as in `container.runtime`. */
  readonly runtime: string;
  /** Below the container's root, without a slash in front. */
  readonly path: string;
}

/** Where daemons listen in containers that are made for them. The first of a runtime that is there counts. */
export const NESTED_PLACES: readonly NestedPlace[] = [
  // The `docker:dind` image.
  { runtime: "docker", path: "var/run/docker.sock" },
  { runtime: "docker", path: "run/docker.sock" },
  // Nodes of kind and minikube; k3s and k3d.
  { runtime: "containerd", path: "run/containerd/containerd.sock" },
  { runtime: "containerd", path: "run/k3s/containerd/containerd.sock" },
  { runtime: "crio", path: "var/run/crio/crio.sock" },
  { runtime: "podman", path: "run/podman/podman.sock" },
];
