import type { Event } from "../../model/event.ts";
import { isEventKind } from "./check_event.ts";

/** What a recording's first line tells: whose events these are, and how to read their times. */
export interface RecordingHeader {
  /** Version of ctrack that wrote it. */
  readonly ctrack: string;
  /** Name of the host. */
  readonly host: string;
  /** The kernel's name for that boot of the host (`/proc/sys/kernel/random/boot_id`), where it was to be had. */
  readonly bootId?: string;
  /** The boot, ns since 1970, before the first step of the clock: the events' times are ns since then. */
  readonly bootEpoch: bigint;
  /** When the file was begun, ns since boot. */
  readonly began: number;
  /** Kinds of events that were asked for. */
  readonly kinds: readonly Event["kind"][];
  /** Random, and the same in all parts of a rotated recording. */
  readonly id: string;
  /** Which part of the recording this is, from 1. */
  readonly part: number;
  /** Events in the parts before, lost ones included. */
  readonly eventsBefore: number;
}

/** Version of the format: what another one wrote is not read. */
const VERSION = 1;

const FORMAT = "ctrack-recording";

/** Longest first line, bytes. */
export const HEADER_MAX = 16 << 10;

/** Boots after the year 2262 are none: a moment of the recording must be a date. */
const EPOCH_MAX = 1n << 63n;

/** The first line of a file, with its newline. A person or a script can read it with `head -n 1`. */
export function renderHeader(header: RecordingHeader): string {
  const { ctrack, host, bootId, bootEpoch, began, kinds, id, part, eventsBefore } = header;
  return `${
    JSON.stringify({
      format: FORMAT,
      version: VERSION,
      ctrack,
      host,
      ...bootId === undefined ? {} : { boot_id: bootId },
      boot_epoch_ns: String(bootEpoch),
      began_ns: began,
      kinds,
      encoding: "values, deflate-raw, crc32",
      id,
      part,
      events_before: eventsBefore,
    })
  }\n`;
}

/** Why a first line is not one that can be read here. */
export type HeaderProblem =
  | { readonly kind: "foreign" }
  | { readonly kind: "version"; readonly version: string; readonly ctrack: string }
  | { readonly kind: "damaged" };

/** Reads a first line, without its newline. */
export function parseHeader(line: string): RecordingHeader | HeaderProblem {
  const fields = parseObject(line);
  if (fields?.["format"] !== FORMAT) return { kind: "foreign" };
  const { version, ctrack, host, boot_id, kinds, id, part, began_ns, events_before } = fields;
  if (version !== VERSION) {
    // JSON, since a value of another form may have no text of its own.
    const text = typeof ctrack === "string" ? ctrack : JSON.stringify(ctrack);
    return { kind: "version", version: String(JSON.stringify(version)), ctrack: String(text) };
  }
  const bootEpoch = parseEpoch(fields["boot_epoch_ns"]);
  const isWhole = typeof ctrack === "string" && typeof host === "string" &&
    bootEpoch !== undefined && isTime(began_ns) && isKinds(kinds) && typeof id === "string" &&
    isCount(part) && isCount(events_before);
  if (!isWhole) return { kind: "damaged" };
  return {
    ...{ ctrack, host, bootEpoch, kinds, id, part },
    ...typeof boot_id === "string" ? { bootId: boot_id } : {},
    began: began_ns,
    eventsBefore: events_before,
  };
}

function parseObject(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? value as Record<string, unknown>
      : undefined;
  } catch {
    return undefined;
  }
}

/** A moment in ns since 1970 as text; undefined for what is none. */
export function parseEpoch(text: unknown): bigint | undefined {
  if (typeof text !== "string" || !/^\d{1,19}$/.test(text)) return undefined;
  const epoch = BigInt(text);
  return epoch < EPOCH_MAX ? epoch : undefined;
}

function isTime(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value <= Number.MAX_SAFE_INTEGER;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isKinds(value: unknown): value is Event["kind"][] {
  return Array.isArray(value) && value.every(isEventKind);
}
