import { boundedText, field, parseJsonText } from "../api/json_fields.ts";
import { PODMAN_LIMITS } from "./podman_limits.ts";

/** Longest image reference is 454 characters. */
const MAX_REFERENCE = 512;
/** Digits of SHA-256. */
const MAX_ID = 64;

/** Reads an `images.json` of containers/storage: the first name of each image that has one, by its id. */
export function parseImageList(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const list = parseJsonText(text);
  if (!Array.isArray(list)) return found;
  for (const entry of list) {
    const id = field(entry, "id");
    const names = field(entry, "names");
    const name = boundedText(Array.isArray(names) ? names[0] : undefined, MAX_REFERENCE);
    if (typeof id !== "string" || id.length > MAX_ID || name === undefined) continue;
    found.set(id, name);
    if (found.size >= PODMAN_LIMITS.containers) break;
  }
  return found;
}
