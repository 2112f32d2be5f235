import protobuf from "protobufjs";
import { CRI_PROTO, type CriMessages } from "../../../src/enrich/cri/cri_messages.ts";
import { Messages } from "../../../src/enrich/grpc/messages.ts";

/** What a runtime's bytes mean. */
export const MESSAGES = new Messages<CriMessages>(protobuf, CRI_PROTO);

/** Bounds of a list in a test. */
export const BOUNDS = { max: 9, elementBytes: 1024 * 1024 };
