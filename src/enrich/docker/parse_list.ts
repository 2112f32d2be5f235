import type { RuntimeContainer } from "../runtime_client.ts";
import { containerFrom } from "./container_fields.ts";
import { field, parseJson } from "./json_fields.ts";

/** Reads one entry of `/containers/json`; undefined when it is no container with a name. */
export function parseListed(entry: Uint8Array): RuntimeContainer | undefined {
  const container = parseJson(entry);
  return containerFrom(
    field(container, "Id"),
    ownName(field(container, "Names")),
    field(container, "Image"),
    field(container, "Labels"),
  );
}

/** `/web` is the container's own name; `/other/alias` is what a legacy link calls it. */
function ownName(names: unknown): string | undefined {
  if (!Array.isArray(names)) return undefined;
  const own = names.find((name) => typeof name === "string" && name.lastIndexOf("/") <= 0);
  return typeof own === "string" ? own.replace(/^\//, "") : undefined;
}
