import { FULL_ID, type Pattern } from "../pattern.ts";

/** Containers right below a pod whose runtime the path does not tell. */
export const KUBERNETES: readonly Pattern[] = [
  {
    runtime: "any CRI runtime, cgroupfs driver",
    example:
      "/kubepods/burstable/pod9729a196c4723b60ab401eaff722982d/d166c6190614efc91956b78e96d74c3fbc96ca8e91948c36de3bc5b0e7b27d48",
    source: "kubernetes pkg/kubelet/cm/pod_container_manager_linux.go: root, QoS class, pod; " +
      "containerd and dockershim append the bare id",
    verdict: "container",
    kind: "kubernetes",
    segment: FULL_ID,
    where: (place) => place.kubernetes,
  },
];
