/** What a cgroup path says about who owns the processes in it. */

/**
 * The words for an owner's kind. Container kinds name the runtime that lays out the path;
 * `kubernetes` alone means that the path does not tell which runtime Kubernetes drives.
 */
export const OWNER_KINDS = [
  "docker",
  "containerd",
  "crio",
  "podman",
  "kubernetes",
  "kubernetes-docker",
  "kubernetes-containerd",
  "kubernetes-crio",
  "lxc",
  "libvirt-lxc",
  "nspawn",
  "buildkit",
  "ecs",
  "garden",
  "bpm",
  "talos",
  "sandbox",
  "conmon",
  "systemd",
  "host",
  "unknown",
] as const;

/** One of {@link OWNER_KINDS}. */
export type OwnerKind = typeof OWNER_KINDS[number];

/** One container on the way from the host's root to the innermost one. */
export interface NestingLevel {
  readonly kind: OwnerKind;
  readonly containerId: string;
}

/** The owner of a cgroup: the innermost container, or why there is none. */
export interface Owner {
  readonly kind: OwnerKind;
  /** Full id as the runtime writes it; absent where no container owns the cgroup. */
  readonly containerId?: string;
  /** Pod uid with dashes where the path had underscores; absent outside Kubernetes. */
  readonly podUid?: string;
  /** systemd unit or Talos service, unescaped; for the kinds `systemd` and `talos` only. */
  readonly unit?: string;
  /** Enclosing containers, outermost first, the owner itself left out; empty when not nested. */
  readonly nesting: readonly NestingLevel[];
}
