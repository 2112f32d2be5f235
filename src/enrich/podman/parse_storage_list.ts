import { isContainerId } from "../api/container_fields.ts";
import { boundedText, field, parseJsonText } from "../api/json_fields.ts";
import { parseTime } from "../api/parse_time.ts";
import { PODMAN_LIMITS } from "./podman_limits.ts";

/** Longest text kept of one field: an image reference has at most 454 characters. */
const MAX_TEXT = 512;

/** What the storage tells of one container, each text bounded. */
export interface StoredContainer {
  readonly name: string;
  /** As given to podman, completed: `localhost/img:1`. */
  readonly image?: string;
  readonly imageId?: string;
  /** Milliseconds since 1970. */
  readonly createdAt?: number;
}

/**
 * Reads a `containers.json` of containers/storage: podman's containers by id. The same file lists those of
 * buildah and CRI-O, whose metadata has other fields; they are left out. A rename changes `names` only,
 * not the name in the metadata.
 */
export function parseStorageList(text: string): ReadonlyMap<string, StoredContainer> {
  const found = new Map<string, StoredContainer>();
  const list = parseJsonText(text);
  if (!Array.isArray(list)) return found;
  for (const entry of list) {
    const id = field(entry, "id");
    const metadata = field(entry, "metadata");
    if (!isContainerId(id) || typeof metadata !== "string") continue;
    const container = storedContainer(entry, parseJsonText(metadata));
    if (container === undefined) continue;
    found.set(id, container);
    if (found.size >= PODMAN_LIMITS.containers) break;
  }
  return found;
}

function storedContainer(entry: unknown, metadata: unknown): StoredContainer | undefined {
  const firstName = boundedText(field(metadata, "name"), MAX_TEXT);
  if (firstName === undefined) return undefined;
  const names = field(entry, "names");
  const image = boundedText(field(metadata, "image-name"), MAX_TEXT);
  const imageId = boundedText(field(entry, "image"), MAX_TEXT);
  const createdAt = parseTime(field(entry, "created"));
  return {
    name: boundedText(Array.isArray(names) ? names[0] : undefined, MAX_TEXT) ?? firstName,
    ...image === undefined ? {} : { image },
    ...imageId === undefined ? {} : { imageId },
    ...createdAt === undefined ? {} : { createdAt },
  };
}
