import type { RuntimeContainer } from "../runtime_client.ts";
import { containerFrom } from "./container_fields.ts";
import { stateFrom } from "./container_state.ts";
import { field, parseJson } from "./json_fields.ts";
import { secondsToMs } from "./parse_time.ts";

/** Reads one entry of `/containers/json`; undefined when it is no container with a name. */
export function parseListed(entry: Uint8Array): RuntimeContainer | undefined {
  const listed = parseJson(entry);
  const container = containerFrom(
    field(listed, "Id"),
    ownName(field(listed, "Names")),
    field(listed, "Image"),
    field(listed, "Labels"),
  );
  if (container === undefined) return undefined;
  const createdAt = secondsToMs(field(listed, "Created"));
  return {
    ...container,
    ...stateFrom(field(listed, "State")),
    ...createdAt === undefined ? {} : { createdAt },
  };
}

/** `/web` is the container's own name; `/other/alias` is what a legacy link calls it. */
function ownName(names: unknown): string | undefined {
  if (!Array.isArray(names)) return undefined;
  const own = names.find((name) => typeof name === "string" && name.lastIndexOf("/") <= 0);
  return typeof own === "string" ? own.replace(/^\//, "") : undefined;
}
