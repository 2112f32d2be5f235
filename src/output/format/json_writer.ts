import type { Event } from "../../model/event.ts";
import type { LabelledEvent } from "../../model/labelled_event.ts";
import type { WallClock } from "./clock.ts";
import { createPlaceWriter } from "./json_place.ts";
import { createProcessWriter, PROCESS_START, type ProcessWriter } from "./json_process.ts";
import { jsonString } from "./json_string.ts";
import { Fragment, LineBuffer } from "./line_buffer.ts";

/** What a line says besides the event itself. */
export interface JsonWriterOptions {
  readonly clock: WallClock;
  readonly hostName: string;
  /** Tell with every event what otherwise only `container` events tell. @default false */
  readonly everything?: boolean;
}

/** Behind the time's digits. */
function kindFragment(kind: Event["kind"], more = ""): Fragment {
  return new Fragment(`Z","event":"${kind}"${more}`);
}

const FORK = kindFragment("fork", PROCESS_START);
const EXEC = kindFragment("exec", PROCESS_START);
const EXIT = kindFragment("exit", PROCESS_START);
const PROCESS = kindFragment("process", PROCESS_START);
const CGROUP = kindFragment("cgroup");
const CONTAINER = kindFragment("container");
const LOST = kindFragment("lost");

/** One name after the other, as in the counters: so the engine knows each piece, and looks none up by a kind's name. */
function writeSubject(
  { event, role }: LabelledEvent,
  writeProcess: ProcessWriter,
  out: LineBuffer,
): void {
  switch (event.kind) {
    case "fork":
      out.fragment(FORK);
      return writeProcess(event.process, event, role, out);
    case "exec":
      out.fragment(EXEC);
      return writeProcess(event.process, event, role, out);
    case "exit":
      out.fragment(EXIT);
      return writeProcess(event.process, event, role, out);
    case "process":
      out.fragment(PROCESS);
      return writeProcess(event.process, event, role, out);
    case "cgroup":
      out.fragment(CGROUP);
      out.text(`,"action":"${event.action}"`);
      if (event.process === undefined) return;
      out.text(PROCESS_START);
      return writeProcess(event.process, undefined, role, out);
    case "container":
      out.fragment(CONTAINER);
      return out.text(`,"action":"${event.action}"`);
    case "lost":
      out.fragment(LOST);
      return out.text(
        `,"lost":{"ring":${jsonString(event.ring)},"reason":"${event.reason}"` +
          `,"count":${event.count}}`,
      );
    default:
      return event satisfies never;
  }
}

/**
 * Writes events as JSON, one line without its line end for each. Names are OpenTelemetry's, order is
 * fixed, what is absent is left out.
 *
 * Built by hand, in bytes, because it is the hot path. Whatever events share (program, credentials,
 * container and cgroup) is encoded once and remembered by identity. Each piece takes 10 ns, whatever its length, so
 * what always stands together is one piece, up to the next number: that is why pieces begin and end in the middle of
 * JSON's own.
 */
export function createJsonWriter(
  options: JsonWriterOptions,
): (labelled: LabelledEvent, out: LineBuffer) => void {
  const { clock } = options;
  const writeTime = clock.rfc3339Writer('{"time":"');
  const writeProcess = createProcessWriter(clock);
  const writePlace = createPlaceWriter(options.hostName, options.everything);
  return (labelled, out) => {
    const { event } = labelled;
    // {"time":"2026-11-21T22:10:54.123456789
    writeTime(event.time, out);
    // Z","event":"exec","process":{"pid":7,"vpid":7 ... "capabilities":{...}
    writeSubject(labelled, writeProcess, out);
    // },"container":{...} ... "host":{...}}
    writePlace(labelled, out);
  };
}

/** The same as text and with everything, for who wants to read an event and not to pass it on. */
export function createJsonText(options: JsonWriterOptions): (labelled: LabelledEvent) => string {
  const write = createJsonWriter({ ...options, everything: true });
  const out = new LineBuffer();
  return (labelled) => {
    out.clear();
    write(labelled, out);
    return out.toString();
  };
}
