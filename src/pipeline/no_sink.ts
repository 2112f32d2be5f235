import type { PipelineSink } from "./pipeline.ts";

/** For runs that print no events: whoever gets an event to write keeps or counts it, and never fails. */
export const NO_SINK: PipelineSink = {
  flush() {},
  drained: () => Promise.resolve(),
  isFull: false,
  unwrittenLines: 0,
  failure: undefined,
};
