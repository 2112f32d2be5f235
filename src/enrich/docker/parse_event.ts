import type { RuntimeContainer } from "../runtime_client.ts";
import { containerFrom, isContainerId } from "./container_fields.ts";
import { field, parseJson } from "./json_fields.ts";

/** What an event changes in the set of containers and their names. */
export type DockerChange =
  | { readonly kind: "update"; readonly container: RuntimeContainer }
  | { readonly kind: "removed"; readonly id: string };

/** The actions that change the set or a name. The daemon is asked for no others. */
const ACTIONS: ReadonlyMap<unknown, DockerChange["kind"]> = new Map([
  ["create", "update"],
  ["rename", "update"],
  ["destroy", "removed"],
]);

/** Names of the actions to ask the daemon for. */
export const EVENT_ACTIONS: readonly string[] = [...ACTIONS.keys()].map(String);

/**
 * Reads one line of the event stream: `ignored` is an event that changes nothing here, `malformed`
 * is no such event at all. `Actor.Attributes` holds the labels too, but the daemon writes `name`
 * and `image` after them, so no label can pass for either.
 */
export function parseEvent(line: Uint8Array): DockerChange | "ignored" | "malformed" {
  const event = parseJson(line);
  if (typeof field(event, "Action") !== "string") return "malformed";
  if (field(event, "Type") !== "container") return "ignored";
  const kind = ACTIONS.get(field(event, "Action"));
  if (kind === undefined) return "ignored";
  const actor = field(event, "Actor");
  const id = field(actor, "ID");
  if (kind === "removed") return isContainerId(id) ? { kind, id } : "malformed";
  const attributes = field(actor, "Attributes");
  const container = containerFrom(
    id,
    field(attributes, "name"),
    field(attributes, "image"),
    attributes,
  );
  return container === undefined ? "malformed" : { kind, container };
}
