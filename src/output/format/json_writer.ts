import type { Event } from "../../model/event.ts";
import type { LabelledEvent } from "../../model/labelled_event.ts";
import type { WallClock } from "./clock.ts";
import { createPlaceWriter } from "./json_place.ts";
import { createProcessWriter, type ProcessWriter } from "./json_process.ts";
import { jsonString } from "./json_string.ts";
import { Fragment, LineBuffer } from "./line_buffer.ts";

/** What a line says besides the event itself. */
export interface JsonWriterOptions {
  readonly clock: WallClock;
  readonly hostName: string;
  /** Tell with every event what otherwise only `container` events tell. @default false */
  readonly everything?: boolean;
}

const TIME = new Fragment('{"time":"');
const END = new Fragment("}");

function kindFragment(kind: Event["kind"]): Fragment {
  return new Fragment(`","event":"${kind}"`);
}

const KINDS: Readonly<Record<Event["kind"], Fragment>> = {
  fork: kindFragment("fork"),
  exec: kindFragment("exec"),
  exit: kindFragment("exit"),
  process: kindFragment("process"),
  cgroup: kindFragment("cgroup"),
  container: kindFragment("container"),
  lost: kindFragment("lost"),
};

function writeSubject(
  { event, role }: LabelledEvent,
  writeProcess: ProcessWriter,
  out: LineBuffer,
): void {
  switch (event.kind) {
    case "fork":
    case "exec":
    case "exit":
    case "process":
      return writeProcess(event.process, event, role, out);
    case "cgroup":
      out.text(`,"action":"${event.action}"`);
      if (event.process !== undefined) writeProcess(event.process, undefined, role, out);
      return;
    case "container":
      return out.text(`,"action":"${event.action}"`);
    case "lost":
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
 * container and cgroup) is encoded once and remembered by identity.
 */
export function createJsonWriter(
  options: JsonWriterOptions,
): (labelled: LabelledEvent, out: LineBuffer) => void {
  const { clock } = options;
  const writeProcess = createProcessWriter(clock);
  const writePlace = createPlaceWriter(options.hostName, options.everything);
  return (labelled, out) => {
    const { event } = labelled;
    out.fragment(TIME);
    clock.writeRfc3339(event.time, out);
    out.fragment(KINDS[event.kind]);
    writeSubject(labelled, writeProcess, out);
    writePlace(labelled, out);
    out.fragment(END);
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
