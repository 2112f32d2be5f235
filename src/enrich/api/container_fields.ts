import { readLabels } from "../labels/read_labels.ts";
import type { RuntimeContainer } from "../runtime_client.ts";
import { boundedText } from "./json_fields.ts";

/** A name has no limit in Docker; longer ones are cut. */
const MAX_NAME = 256;
/** Longest image reference: 255 for the repository, 128 for the tag, 71 for the digest. */
const MAX_IMAGE = 512;
/** What dockerd and podman make of 32 random bytes; no other form of id exists in the API. */
const ID = /^[0-9a-f]{64}$/;

/** True for a full id, which is also safe as a prefix, a pattern in the API's filters, or in a path. */
export function isContainerId(value: unknown): value is string {
  return typeof value === "string" && ID.test(value);
}

/** A container of checked and bounded fields; undefined without a true id or a name. */
export function containerFrom(
  id: unknown,
  name: unknown,
  image: unknown,
  labels?: unknown,
): RuntimeContainer | undefined {
  const text = boundedText(name, MAX_NAME);
  if (!isContainerId(id) || text === undefined) return undefined;
  const reference = boundedText(image, MAX_IMAGE);
  return {
    id,
    name: text,
    ...(reference === undefined ? {} : { image: reference }),
    ...(labels === undefined ? {} : readLabels(labels)),
  };
}

/** A name without the slash that the API writes before it. */
export function withoutSlash(name: unknown): string | undefined {
  return typeof name === "string" ? boundedText(name.replace(/^\//, ""), MAX_NAME) : undefined;
}
