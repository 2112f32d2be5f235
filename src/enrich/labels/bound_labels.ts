import type { Labels } from "../../model/container.ts";

/** Labels kept of one container: Compose sets 10, an image a dozen, Kubernetes through cri-dockerd 20. */
export const LABELS_MAX = 64;
/** Longest key, UTF-16 units: Kubernetes allows 253 for the prefix and 63 for the name. */
export const LABEL_KEY_MAX = 317;
/** Longest value, UTF-16 units: Kubernetes allows 63; the longest that Compose writes are paths. */
export const LABEL_VALUE_MAX = 1024;
/** Keys and values of one container together: 16,384 containers of malice stay below 150 MB. */
export const LABELS_SIZE_MAX = 8192;

/**
 * The labels that keep to all bounds, in their order; undefined for what is no record. What exceeds a bound is
 * left out whole: half a value would be another value. The record has no prototype, so a key such as
 * `constructor` is only there when a label has it.
 */
export function boundLabels(labels: unknown): Labels | undefined {
  if (typeof labels !== "object" || labels === null || Array.isArray(labels)) return undefined;
  const kept: Record<string, string> = Object.create(null);
  let count = 0;
  let size = 0;
  for (const key of Object.keys(labels)) {
    const value: unknown = (labels as Readonly<Record<string, unknown>>)[key];
    if (typeof value !== "string" || key.length > LABEL_KEY_MAX || value.length > LABEL_VALUE_MAX) {
      continue;
    }
    if (key === "" || size + key.length + value.length > LABELS_SIZE_MAX) continue;
    kept[key] = value;
    size += key.length + value.length;
    if (++count >= LABELS_MAX) break;
  }
  return kept;
}
