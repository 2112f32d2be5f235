/** Annotations kept of one container: CRI-O writes some 40, and adds the pod's and the image's. */
export const ANNOTATIONS_MAX = 256;
/** Longest key, UTF-16 units: Kubernetes allows 253 for the prefix and 63 for the name. */
const KEY_MAX = 317;
/** Longest value, UTF-16 units: CRI-O keeps all labels of a pod in one, as JSON. */
const VALUE_MAX = 65_536;
/** All of them together. They live only as long as their container is made of them. */
const SIZE_MAX = 1024 * 1024;

/**
 * The annotations that keep to all bounds, in their order; none for what is no record. What exceeds a bound
 * is left out whole. The record has no prototype, so a key such as `constructor` is safe in it.
 */
export function boundAnnotations(annotations: unknown): Readonly<Record<string, string>> {
  const kept: Record<string, string> = Object.create(null);
  if (typeof annotations !== "object" || annotations === null) return kept;
  let count = 0;
  let size = 0;
  for (const key of Object.keys(annotations)) {
    const value: unknown = (annotations as Readonly<Record<string, unknown>>)[key];
    if (typeof value !== "string" || key.length > KEY_MAX || value.length > VALUE_MAX) continue;
    if (size + key.length + value.length > SIZE_MAX) continue;
    kept[key] = value;
    size += key.length + value.length;
    if (++count >= ANNOTATIONS_MAX) break;
  }
  return kept;
}
