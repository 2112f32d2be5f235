import type { Any, Timestamp } from "../grpc/well_known.ts";

/**
 * The messages of containerd's services, the fields that are read or written. The numbers are those of
 * containerd's `services/*.proto`, `types/task/task.proto` and `events/*.proto`.
 */
export const CONTAINERD_PROTO = `
syntax = "proto3";

message Any { string type_url = 1; bytes value = 2; }
message Timestamp { int64 seconds = 1; int32 nanos = 2; }

message Namespace { string name = 1; }

message Container {
  string id = 1;
  map<string, string> labels = 2;
  string image = 3;
  Any spec = 5;
  Timestamp created_at = 8;
  map<string, Any> extensions = 10;
}
message GetContainerRequest { string id = 1; }
message GetContainerResponse { Container container = 1; }

message Process { string id = 2; int32 status = 4; }

message SubscribeRequest { repeated string filters = 1; }
message Envelope {
  Timestamp timestamp = 1;
  string namespace = 2;
  string topic = 3;
  Any event = 4;
}

// Of each event that is read the first field is the id of the container.
message Subject { string container_id = 1; }
message TaskExit { string container_id = 1; string id = 2; uint32 exit_status = 4; }
`;

/** `containerd.services.containers.v1.Container` as it came: nothing of it is bounded. */
export interface ContainerMessage {
  readonly id?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly image?: string;
  readonly spec?: Any;
  readonly createdAt?: Timestamp;
  readonly extensions?: Readonly<Record<string, Any>>;
}

/** The types of {@link CONTAINERD_PROTO} by their names. */
export interface ContainerdMessages {
  readonly Namespace: { readonly name?: string };
  readonly Container: ContainerMessage;
  readonly GetContainerRequest: { readonly id: string };
  readonly GetContainerResponse: { readonly container?: ContainerMessage };
  /** `containerd.v1.types.Process`. */
  readonly Process: { readonly id?: string; readonly status?: number };
  readonly SubscribeRequest: { readonly filters: readonly string[] };
  /** `containerd.services.events.v1.Envelope`. */
  readonly Envelope: {
    readonly timestamp?: Timestamp;
    readonly namespace?: string;
    readonly topic?: string;
    readonly event?: Any;
  };
  /** Each of the `containerd.events`. */
  readonly Subject: { readonly containerId?: string };
  /** `containerd.events.TaskExit`: of the container's first process, or of one started into it. */
  readonly TaskExit: {
    readonly containerId?: string;
    readonly id?: string;
    readonly exitStatus?: number;
  };
}
