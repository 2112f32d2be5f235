/** What a real containerd answered and wrote, captured by tests/fixtures/capture_containerd.ts. */

import protobuf from "protobufjs";
import {
  CONTAINERD_PROTO,
  type ContainerdMessages,
} from "../../../src/enrich/containerd/containerd_messages.ts";
import { Messages } from "../../../src/enrich/grpc/messages.ts";

/** What containerd's bytes mean. */
export const MESSAGES = new Messages<ContainerdMessages>(protobuf, CONTAINERD_PROTO);

const FOLDER = new URL("../../fixtures/containerd/", import.meta.url);

/** A captured bundle. */
export interface SavedBundle {
  readonly name: string;
  /** `<namespace>/<id>`. */
  readonly path: string;
  /** Text of its `config.json`. */
  readonly config: string;
}

/** The messages of the event stream, in their order. */
export function events(): Uint8Array[] {
  return lines("events.jsonl").map((line) => Uint8Array.fromBase64(String(line)));
}

/** An answer by its name in the capture, such as `containers default`. */
export function answerOf(name: string): Uint8Array {
  const found = (lines("messages.jsonl") as { name: string; base64: string }[])
    .find((line) => line.name === name);
  if (found === undefined) throw new Error(`no message ${name}`);
  return Uint8Array.fromBase64(found.base64);
}

/** The bundle of `web` by ctr, or of the pod `web-0` and its container `nginx`. */
export function bundle(name: "web" | "nginx" | "web-0"): SavedBundle {
  const found = (lines("bundles.jsonl") as SavedBundle[]).find((line) => line.name === name);
  if (found === undefined) throw new Error(`no bundle ${name}`);
  return found;
}

function lines(name: string): unknown[] {
  return Deno.readTextFileSync(new URL(name, FOLDER)).trim().split("\n")
    .map((line) => JSON.parse(line));
}
