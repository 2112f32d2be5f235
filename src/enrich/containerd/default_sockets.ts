/**
 * Where containerd listens by default, and where distributions of Kubernetes put it. The one that dockerd may
 * start itself is left out: dockerd alone knows the names of what runs there.
 */
export const DEFAULT_CONTAINERD_SOCKETS: readonly string[] = [
  "/run/containerd/containerd.sock",
  "/run/k3s/containerd/containerd.sock", // k3s and rke2
  "/var/snap/microk8s/common/run/containerd.sock",
  "/run/k0s/containerd.sock",
];
