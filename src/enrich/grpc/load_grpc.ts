import type Grpc from "@grpc/grpc-js";
import type { Buffer } from "node:buffer";
import type Protobuf from "protobufjs";
import { provideRequire } from "../provide_require.ts";
import { hearUnheard } from "./unheard.ts";

/** gRPC and its messages. */
export interface GrpcLibraries {
  readonly grpc: typeof Grpc;
  readonly protobuf: typeof Protobuf;
  /** What the former takes for bytes. */
  readonly Buffer: typeof Buffer;
}

let loaded: Promise<GrpcLibraries> | undefined;

/** The libraries, loaded at the first call: most hosts have no gRPC socket, and loading takes some 15 ms. */
export function loadGrpc(): Promise<GrpcLibraries> {
  return loaded ??= load();
}

async function load(): Promise<GrpcLibraries> {
  await provideRequire();
  hearUnheard();
  const { Buffer } = await import("node:buffer");
  const { default: grpc } = await import("@grpc/grpc-js");
  // Events wait meanwhile: one after the other, so that they get a turn in between.
  await new Promise((resolve) => setTimeout(resolve, 0));
  const { default: protobuf } = await import("protobufjs");
  // What a daemon does wrong is told by the caller; the library would write it to the terminal.
  grpc.setLogVerbosity(grpc.logVerbosity.NONE);
  return { grpc, protobuf, Buffer };
}
