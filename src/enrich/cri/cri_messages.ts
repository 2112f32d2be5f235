/**
 * The messages of `runtime.v1` (the Container Runtime Interface), the fields that are read or written. The
 * numbers are those of Kubernetes' `cri-api/pkg/apis/runtime/v1/api.proto`.
 */
export const CRI_PROTO = `
syntax = "proto3";

message PodSandboxMetadata { string name = 1; string uid = 2; string namespace = 3; }
message ContainerMetadata { string name = 1; uint32 attempt = 2; }
message ImageSpec { string image = 1; string user_specified_image = 18; }

message ListRequest { Filter filter = 1; }
message Filter { string id = 1; }
message ContainerStatusRequest { string container_id = 1; }
message ContainerStatusResponse { ContainerStatus status = 1; }

message PodSandbox {
  string id = 1;
  PodSandboxMetadata metadata = 2;
  int32 state = 3;
  int64 created_at = 4;
  map<string, string> labels = 5;
}
message PodSandboxStatus {
  string id = 1;
  PodSandboxMetadata metadata = 2;
  int32 state = 3;
  int64 created_at = 4;
  map<string, string> labels = 7;
}
message Container {
  string id = 1;
  string pod_sandbox_id = 2;
  ContainerMetadata metadata = 3;
  ImageSpec image = 4;
  int32 state = 6;
  int64 created_at = 7;
  map<string, string> labels = 8;
  map<string, string> annotations = 9;
}
message ContainerStatus {
  string id = 1;
  ContainerMetadata metadata = 2;
  int32 state = 3;
  int64 created_at = 4;
  int64 started_at = 5;
  int32 exit_code = 7;
  ImageSpec image = 8;
  map<string, string> labels = 12;
  map<string, string> annotations = 13;
}
message ContainerEventResponse {
  string container_id = 1;
  int32 container_event_type = 2;
  int64 created_at = 3;
  PodSandboxStatus pod_sandbox_status = 4;
  repeated ContainerStatus containers_statuses = 5;
}
`;

type Tags = Readonly<Record<string, string>>;

/** A pod's sandbox: `PodSandbox` of a list, `PodSandboxStatus` of an event. Times are nanoseconds since 1970. */
export interface PodSandbox {
  readonly id?: string;
  readonly metadata?: {
    readonly name?: string;
    readonly uid?: string;
    readonly namespace?: string;
  };
  readonly state?: number;
  readonly createdAt?: bigint;
  readonly labels?: Tags;
}

/** A container: what `Container` of a list has of it, and what only its `ContainerStatus` has. */
export interface CriContainer {
  readonly id?: string;
  readonly podSandboxId?: string;
  readonly metadata?: { readonly name?: string; readonly attempt?: number };
  readonly image?: { readonly image?: string; readonly userSpecifiedImage?: string };
  readonly state?: number;
  readonly createdAt?: bigint;
  readonly startedAt?: bigint;
  readonly exitCode?: number;
  readonly labels?: Tags;
  readonly annotations?: Tags;
}

/** The types of {@link CRI_PROTO} by their names. */
export interface CriMessages {
  readonly ListRequest: { readonly filter: { readonly id: string } };
  readonly ContainerStatusRequest: { readonly containerId: string };
  readonly ContainerStatusResponse: { readonly status?: CriContainer };
  readonly PodSandbox: PodSandbox;
  readonly Container: CriContainer;
  readonly ContainerEventResponse: {
    readonly containerId?: string;
    readonly containerEventType?: number;
    readonly createdAt?: bigint;
    readonly podSandboxStatus?: PodSandbox;
    readonly containersStatuses?: readonly CriContainer[];
  };
}
