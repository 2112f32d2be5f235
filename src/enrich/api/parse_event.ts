import type { Happening } from "../../model/event.ts";
import type { RuntimeContainer } from "../runtime_client.ts";
import type { ActionMeaning, ApiDialect } from "./api_dialect.ts";
import { containerFrom, isContainerId } from "./container_fields.ts";
import { eventTime } from "./event_time.ts";
import { decodeUtf8, field, parseJsonText } from "./json_fields.ts";
import { happeningOf, readDetails } from "./parse_happening.ts";

/** What an event tells. */
export interface ApiEvent {
  readonly id: string;
  /** The container after it, as far as the event tells; absent where it names none. */
  readonly container: RuntimeContainer | undefined;
  /** The container is another than before: names, state or times. */
  readonly isChange: boolean;
  /** Absent for a step that is not told, and where the event has no time. */
  readonly happening: Happening | undefined;
  readonly isRemoval: boolean;
}

/**
 * Reads one line of the event stream: `ignored` is an event that means nothing here, `malformed` is no such
 * event at all. `Actor.Attributes` holds the labels too, but the daemons write their own attributes
 * after them, so no label can pass for one of those.
 */
export function parseEvent(
  line: Uint8Array,
  dialect: ApiDialect,
): ApiEvent | "ignored" | "malformed" {
  const text = decodeUtf8(line);
  const event = text === undefined ? undefined : parseJsonText(text);
  const action = field(event, "Action");
  if (text === undefined || typeof action !== "string") return "malformed";
  if (field(event, "Type") !== "container") return "ignored";
  const colon = action.indexOf(":");
  const verb = colon < 0 ? action : action.slice(0, colon);
  const meaning = dialect.actions.get(verb);
  if (meaning === undefined) return "ignored";
  const actor = field(event, "Actor");
  const id = field(actor, "ID");
  if (!isContainerId(id)) return "malformed";
  const attributes = field(actor, "Attributes");
  const time = eventTime(text, event);
  const container = containerAfter(id, attributes, meaning, dialect, time);
  if (container === undefined && meaning.tellsNames) return "malformed";
  const suffix = colon < 0 ? "" : action.slice(colon + 1).trimStart();
  const details = readDetails(meaning.details ?? [], dialect, verb, suffix, attributes);
  return {
    id,
    container,
    isChange: meaning.tellsNames === true || meaning.state !== undefined,
    happening: happeningOf(meaning.action, time, details),
    isRemoval: meaning.removes === true,
  };
}

function containerAfter(
  id: string,
  attributes: unknown,
  meaning: ActionMeaning,
  dialect: ApiDialect,
  time: bigint | undefined,
): RuntimeContainer | undefined {
  if (meaning.removes) return undefined;
  const labels = meaning.tellsNames ? labelsAmong(attributes, dialect) : undefined;
  const named = containerFrom(id, field(attributes, "name"), field(attributes, "image"), labels);
  if (named === undefined) return undefined;
  return {
    ...named,
    ...meaning.state === undefined ? {} : { state: meaning.state },
    ...meaning.time === undefined || time === undefined
      ? {}
      : { [meaning.time]: Number(time / 1_000_000n) },
  };
}

/** The attributes that are labels; labels under the names of the daemon's own ones cannot be told. */
function labelsAmong(attributes: unknown, { ownAttributes }: ApiDialect): unknown {
  if (typeof attributes !== "object" || attributes === null) return undefined;
  return Object.fromEntries(
    Object.entries(attributes).filter(([name]) => !ownAttributes.has(name)),
  );
}
