import { assert } from "@std/assert";
import { ApiFailure } from "../../../src/enrich/api/api_failure.ts";
import {
  containerFromMessage,
  readContainer,
} from "../../../src/enrich/containerd/containerd_container.ts";
import { parseEvent as parseContainerdEvent } from "../../../src/enrich/containerd/parse_event.ts";
import { parseEvent as parseCriEvent } from "../../../src/enrich/cri/parse_event.ts";
import { readContainer as readCri, readSandbox } from "../../../src/enrich/cri/read_cri.ts";
import {
  answerOf,
  events,
  MESSAGES as CONTAINERD_MESSAGES,
} from "../../enrich/containerd/fixtures.ts";
import { BOUNDS, MESSAGES as CRI_MESSAGES } from "../../enrich/cri/fixtures.ts";
import { encodeMap, encodeMessage } from "../../enrich/grpc/encode_message.ts";
import { mutatedBytes } from "../mutate.ts";
import { type FuzzTarget, fuzzTarget } from "../target.ts";
import { weightOf } from "../weight_of.ts";

/** Most that is kept of one container. */
const CONTAINER_MAX = 60_000;

/** Elements of a list of {@link BOUNDS}. */
function checkList(kept: readonly unknown[]): void {
  assert(kept.length <= BOUNDS.max);
  for (const each of kept) assert(weightOf(each) <= CONTAINER_MAX, `${weightOf(each)} are kept`);
}

/** No runtime here has this stream: a message by the numbers of its `.proto`. */
const CRI_EVENT = encodeMessage([
  [1, "c1"],
  [2, 2],
  [3, 1_795_000_000_123_456],
  [4, [[1, "s1"], [2, [[1, "web-0"], [2, "u1"], [3, "shop"]]], ...encodeMap(7, { app: "web" })]],
  [5, [[1, "c1"], [2, [[1, "nginx"], [2, 3]]], [3, 1], [7, 137], [8, [[1, "nginx:1"]]]]],
]);

interface Reading {
  readonly name: string;
  readonly messages: readonly Uint8Array[];
  readonly read: (bytes: Uint8Array) => readonly unknown[];
}

const READINGS: readonly Reading[] = [
  {
    name: "containerd_events",
    messages: events(),
    read: (bytes) => [parseContainerdEvent(CONTAINERD_MESSAGES, bytes)],
  },
  {
    name: "containerd_list",
    messages: [answerOf("containers default"), answerOf("containers k8s.io")],
    read: (bytes) => {
      const list = CONTAINERD_MESSAGES.list("Container", bytes, BOUNDS);
      return [...list.map((told) => readContainer(containerFromMessage(told), () => undefined))];
    },
  },
  {
    name: "cri_list",
    messages: [answerOf("cri containers")],
    read: (bytes) => [
      ...CRI_MESSAGES.list("Container", bytes, BOUNDS).map((told) => readCri(told)),
    ],
  },
  {
    name: "cri_sandboxes",
    messages: [answerOf("cri sandboxes")],
    read: (bytes) => [...CRI_MESSAGES.list("PodSandbox", bytes, BOUNDS).map(readSandbox)],
  },
  {
    name: "cri_events",
    messages: [CRI_EVENT],
    read: (bytes) => [parseCriEvent(CRI_MESSAGES, bytes)],
  },
];

/** What comes by gRPC, one target for each kind of message. */
export const GRPC_MESSAGES: readonly FuzzTarget[] = READINGS.map(({ name, messages, read }) =>
  fuzzTarget({
    name,
    promise: "any bytes are containers, few and bounded, or an ApiFailure",
    input: mutatedBytes(...messages),
    check(bytes) {
      try {
        checkList(read(bytes));
      } catch (error) {
        if (!(error instanceof ApiFailure)) throw error;
      }
    },
  })
);
