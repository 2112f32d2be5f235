import type { OwnerKind } from "../model/owner.ts";

/** Where a path segment stands, seen from the innermost container that is already known. */
export interface Place {
  /** Name of the directory right above; empty at the root and right below a container. */
  readonly parent: string;
  /** Names between that container (or the root) and the segment, outermost first. */
  readonly above: readonly string[];
  /** Name of the directory right below; empty for the last one. */
  readonly next: string;
  /** A pod's or kubelet's directory is among {@link Place.above}. */
  readonly kubernetes: boolean;
}

/**
 * What a segment means: a `container` owns all that is below; a `helper` is a runtime's own process
 * beside a container; a `group` holds containers but is none; `host` is a host process for sure;
 * `malformed` has a runtime's layout but no valid id.
 */
export type Verdict = "container" | "helper" | "group" | "host" | "malformed";

/** One fact about how a runtime names its cgroups. */
export interface Pattern {
  /** The program that makes the directory. */
  readonly runtime: string;
  /** A path whose innermost match is this pattern. */
  readonly example: string;
  /** Where the fact comes from: a program with its version, file or document. */
  readonly source: string;
  readonly verdict: Verdict;
  /** The owner's kind outside Kubernetes. */
  readonly kind: OwnerKind;
  /** The owner's kind below a pod, where it differs. */
  readonly kubernetesKind?: OwnerKind;
  /** Matches the whole segment; for a `container` group 1 is the id. */
  readonly segment: RegExp;
  /** What must hold around the segment; nothing when absent. */
  readonly where?: (place: Place) => boolean;
}

/** A full id as docker, podman, CRI-O and the CRI plugin of containerd make it: 64 hex digits. */
export const FULL_ID = /^([0-9a-f]{64})$/;
