import { boundedText, field, parseJsonText } from "../api/json_fields.ts";

/** Longest pod name that is kept; podman sets no limit. */
const MAX_NAME = 256;
/** A time in Go's form: a date and time of day, up to 9 digits of the second, and a zone. */
const TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/;
/** Fields of a line, by the attribute that podman's API makes of them. The log leaves out a code of 0. */
const ATTRIBUTES: ReadonlyArray<readonly [attribute: string, field: string, absent?: number]> = [
  ["name", "Name"],
  ["image", "Image"],
  ["containerExitCode", "ContainerExitCode", 0],
  ["healthStatus", "health_status"],
];

/** One line of podman's log of events. */
export interface LoggedEvent {
  readonly type: "container" | "pod";
  readonly id: string;
  readonly status: string;
  /** A pod's own name, for events of pods. */
  readonly podName: string | undefined;
  /** Pod of a container. */
  readonly podId: string | undefined;
  /** The event as podman's API would write it, so that one parser reads both. */
  readonly line: Uint8Array;
}

/** Reads a line of `events.log`; undefined for events of other things, and for what is no event. */
export function translateLogLine(text: string): LoggedEvent | undefined {
  const event = parseJsonText(text);
  const type = field(event, "Type");
  const id = field(event, "ID");
  const status = field(event, "Status");
  if ((type !== "container" && type !== "pod") || typeof id !== "string") return undefined;
  if (typeof status !== "string") return undefined;
  const podId = field(event, "PodID");
  return {
    type,
    id,
    status,
    podName: type === "pod" ? boundedText(field(event, "Name"), MAX_NAME) : undefined,
    podId: typeof podId === "string" && podId !== "" ? podId : undefined,
    line: apiLine(event, type, id, status),
  };
}

function apiLine(event: unknown, Type: string, ID: string, Action: string): Uint8Array {
  const labels = field(event, "Attributes") ?? {};
  const own = ATTRIBUTES.map(([attribute, name, absent]) =>
    [attribute, field(event, name) ?? absent] as const
  );
  // Labels come first, as podman has it: none of them can pass for podman's own word. An attribute that is
  // neither text nor number is none, and may lie too deep to be written.
  const Attributes = Object.fromEntries(
    [...Object.entries(labels), ...own].filter(([, value]) => isPlain(value)),
  );
  const json = JSON.stringify({ Type, Action, Actor: { ID, Attributes } });
  const time = nanoseconds(field(event, "Time"));
  return new TextEncoder().encode(
    time === undefined ? json : `${json.slice(0, -1)},"timeNano":${time}}`,
  );
}

function isPlain(value: unknown): boolean {
  return typeof value === "string" || typeof value === "number";
}

/** Nanoseconds since 1970; undefined for what is no time. */
function nanoseconds(value: unknown): bigint | undefined {
  if (typeof value !== "string") return undefined;
  const [, second = "", fraction = "", zone = ""] = TIME.exec(value) ?? [];
  const ms = Date.parse(second + zone);
  if (!Number.isFinite(ms)) return undefined;
  return BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(9, "0"));
}
