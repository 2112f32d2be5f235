import type { Event } from "../../model/event.ts";
import type { LabelledEvent } from "../../model/labelled_event.ts";
import type { WallClock } from "./clock.ts";
import { createPlaceWriter } from "./json_place.ts";
import { createProcessWriter, type ProcessWriter } from "./json_process.ts";
import { jsonString } from "./json_string.ts";

/** What a line says besides the event itself. */
export interface JsonWriterOptions {
  readonly clock: WallClock;
  readonly hostName: string;
}

function writeSubject(event: Event, writeProcess: ProcessWriter): string {
  switch (event.kind) {
    case "fork":
    case "exec":
    case "exit":
    case "process":
      return writeProcess(event.process, event);
    case "cgroup":
      return `,"action":"${event.action}"` +
        (event.process === undefined ? "" : writeProcess(event.process, undefined));
    case "container":
      return `,"action":"${event.action}"`;
    case "lost":
      return `,"lost":{"ring":${jsonString(event.ring)},"reason":"${event.reason}"` +
        `,"count":${event.count}}`;
    default:
      return event satisfies never;
  }
}

/**
 * Writes events as JSON, one line without its line end for each. Names are OpenTelemetry's, order is
 * fixed, what is absent is left out.
 *
 * Built by hand because it is the hot path: encoding included, more than twice as fast as
 * JSON.stringify on an object made for the purpose. Whatever events share (arguments, namespaces,
 * capabilities, container and cgroup) is written once and remembered by identity.
 */
export function createJsonWriter(options: JsonWriterOptions): (labelled: LabelledEvent) => string {
  const { clock } = options;
  const writeProcess = createProcessWriter(clock);
  const writePlace = createPlaceWriter();
  const host = `,"host":{"name":${jsonString(options.hostName)}}}`;
  return (labelled) => {
    const { event } = labelled;
    return `{"time":"${clock.rfc3339(event.time)}","event":"${event.kind}"` +
      writeSubject(event, writeProcess) + writePlace(labelled) + host;
  };
}
