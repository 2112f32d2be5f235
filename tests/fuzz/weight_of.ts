/**
 * How much a value comes to when it is written out: a unit for each value in it, one for each UTF-16 unit of its
 * texts and keys. What is referred to twice counts twice, as it is written twice.
 */
export function weightOf(value: unknown): number {
  if (typeof value === "string") return 1 + value.length;
  if (typeof value !== "object" || value === null) return 1;
  let weight = 1;
  for (const [key, inner] of Object.entries(value)) weight += key.length + weightOf(inner);
  return weight;
}
