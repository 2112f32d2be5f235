import type { Happening, LifeCycleAction } from "../../model/event.ts";
import type { ApiDialect, Detail } from "./api_dialect.ts";
import { withoutSlash } from "./container_fields.ts";
import { boundedText, field } from "./json_fields.ts";
import { signalName } from "./signal_name.ts";

/** Longest command line of an `exec`, UTF-16 units: the kernel's exec event has the arguments whole. */
const MAX_COMMAND_LINE = 4096;
/** Docker knows `starting`, `healthy` and `unhealthy`. */
const MAX_HEALTH = 32;

type Details = Partial<Pick<Happening, Detail>>;

/** What to make of a detail's text; undefined for what is none. */
const READERS: { readonly [D in Detail]: (value: unknown) => Happening[D] } = {
  exitCode: parseExitCode,
  signal: signalName,
  oldName: withoutSlash,
  commandLine: (value) => boundedText(value, MAX_COMMAND_LINE),
  health: (value) => boundedText(value, MAX_HEALTH),
};

/** The details of one event. `suffix` is the action's text behind its colon. */
export function readDetails(
  details: readonly Detail[],
  dialect: ApiDialect,
  verb: string,
  suffix: string,
  attributes: unknown,
): Details {
  const found: Record<string, unknown> = {};
  for (const detail of details) {
    const texts = dialect.inAction.get(verb) === detail
      ? [suffix]
      : (dialect.attributes[detail] ?? []).map((name) => field(attributes, name));
    const value = texts.map((text) => READERS[detail](text)).find((read) => read !== undefined);
    if (value !== undefined) found[detail] = value;
  }
  return found;
}

/** A happening of a time and details; undefined without either action or time. */
export function happeningOf(
  action: LifeCycleAction | undefined,
  epochTime: bigint | undefined,
  details: Details,
): Happening | undefined {
  if (action === undefined || epochTime === undefined) return undefined;
  return { action, epochTime, ...details };
}

function parseExitCode(value: unknown): number | undefined {
  const text = typeof value === "number" ? String(value) : value;
  return typeof text === "string" && /^-?\d{1,10}$/.test(text) ? Number(text) : undefined;
}
