import type { Flag, ValuesOf } from "../cli/flag.ts";

const GROUP = "Where to ask for names";

/** For commands that talk to Docker alone. */
export const DOCKER_SOCKET = {
  long: "docker-socket",
  type: "string",
  value: "PATH",
  file: true,
  group: GROUP,
  absent: "$DOCKER_HOST, or /var/run/docker.sock",
  help: "Ask Docker at this unix socket.",
} as const satisfies Flag;

/** For commands that ask all runtimes. */
export const RUNTIME_FLAGS = [
  DOCKER_SOCKET,
  {
    long: "podman-socket",
    type: "list",
    item: "string",
    value: "PATH,...",
    file: true,
    group: GROUP,
    absent: "root's and each user's own",
    help: "Ask podman at these unix sockets.",
  },
  {
    long: "containerd-socket",
    type: "string",
    value: "PATH",
    file: true,
    group: GROUP,
    absent: "/run/containerd/containerd.sock and other usual places",
    help: "Ask containerd at this unix socket.",
  },
  {
    long: "cri-socket",
    type: "string",
    value: "PATH",
    file: true,
    group: GROUP,
    absent: "none: containerd and CRI-O are asked themselves",
    help: "Ask any runtime of Kubernetes for its pods at this unix socket.",
  },
  {
    long: "containerd-state",
    type: "string",
    value: "PATH",
    file: true,
    group: GROUP,
    absent: "/run/containerd and other usual places",
    help: "Folder with containerd's state, for names that no socket tells.",
  },
  {
    long: "nested",
    type: "boolean",
    group: GROUP,
    help: "Talk to a runtime's socket inside a container too, for the names of containers in it: " +
      "what answers there is under that container's control.",
  },
] as const satisfies readonly Flag[];

/** Values of the flags that say where to ask. */
export type RuntimeValues = ValuesOf<typeof RUNTIME_FLAGS>;
