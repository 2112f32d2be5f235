import type { FuzzTarget } from "./target.ts";
import { EVENT_LINES, EVENT_LOG } from "./targets/event_lines.ts";
import { GRPC_MESSAGES } from "./targets/grpc_messages.ts";
import { HELPER_LINES } from "./targets/helper_lines.ts";
import { HISTORY_FILE } from "./targets/history_files.ts";
import { HTTP2_FRAMES } from "./targets/http2_frames.ts";
import { CGROUP_TEXT, HOST_TEXTS } from "./targets/proc_texts.ts";
import { RECORDING_BLOCK, RECORDING_FILE } from "./targets/recordings.ts";
import { RING_RECORDS, SNAPSHOT_RECORDS } from "./targets/ring_records.ts";
import { RUNTIME_ANSWERS } from "./targets/runtime_answers.ts";
import { EVENT_STREAM, LIST_STREAM } from "./targets/sockets.ts";
import { COMMAND_LINES, CONFIG_FILE, EXPRESSION, PATTERN, TEMPLATE } from "./targets/user_texts.ts";

/** All that takes input from outside; a new one is one file and one line here. */
export const TARGETS: readonly FuzzTarget[] = [
  RING_RECORDS,
  SNAPSHOT_RECORDS,
  CGROUP_TEXT,
  ...HOST_TEXTS,
  HELPER_LINES,
  ...RUNTIME_ANSWERS,
  ...EVENT_LINES,
  EVENT_LOG,
  ...GRPC_MESSAGES,
  RECORDING_FILE,
  RECORDING_BLOCK,
  COMMAND_LINES,
  CONFIG_FILE,
  TEMPLATE,
  EXPRESSION,
  PATTERN,
  EVENT_STREAM,
  LIST_STREAM,
  HTTP2_FRAMES,
  HISTORY_FILE,
];
