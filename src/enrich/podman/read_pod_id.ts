import { field, parseJsonText } from "../api/json_fields.ts";

/** Podman writes the pod's id into the cgroup path: `/libpod_parent/POD/libpod-ID`, or a slice of that name. */
const POD_IN_PATH = /(?:\/|libpod_pod_)([0-9a-f]{64})(?=\/|\.slice)/;

/**
 * The id of a container's pod, from the text of its bundle's `config.json`; undefined for a container outside of
 * pods or without a cgroup, and for any other text.
 */
export function readPodId(text: string): string | undefined {
  const path = field(field(parseJsonText(text), "linux"), "cgroupsPath");
  return typeof path === "string" ? POD_IN_PATH.exec(path)?.[1] : undefined;
}
