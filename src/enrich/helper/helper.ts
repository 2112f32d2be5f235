/**
 * A process that a container runtime leaves beside a container or sends into it: a shim, conmon, runc.
 * What its command line says is its own claim: it is believed of helpers outside of containers only.
 */
export interface Helper {
  readonly pid: number;
  /** Ns since boot; with `pid` the unique key. */
  readonly startTime: number;
  readonly uid: number;
  /** Absolute path of the working directory: a shim's is a bundle. */
  readonly workingDirectory: string;
  readonly args: readonly string[];
  /** What the command line says. */
  readonly claim: HelperClaim;
}

/** What a helper's command line says. */
export interface HelperClaim {
  /** Name of the runtime, such as `podman`, `containerd`, `runc`; as in `container.runtime`. */
  readonly runtime: string;
  /**
   * Full id of the container that the helper serves; absent where it serves none in particular. A shim may
   * serve a pod: then it is the sandbox's id, and other containers of the pod are below the shim too.
   */
  readonly containerId?: string;
  readonly name?: string;
  /** containerd's namespace, such as `k8s.io`. */
  readonly namespace?: string;
  /** Absolute path of the OCI bundle's folder. */
  readonly bundle?: string;
  /** Absolute path of the folder with the runtime's state, such as `/run/runc`. */
  readonly stateFolder?: string;
  /** Absolute path of the API socket of the daemon that the helper belongs to. */
  readonly socket?: string;
  /** Processes that start below it in another mount namespace are this container's. */
  readonly startsProcesses: boolean;
}
