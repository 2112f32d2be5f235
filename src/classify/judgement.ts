import type { Owner, OwnerKind } from "../model/owner.ts";

/** How much one line of a `/proc/PID/cgroup` says; a higher one beats a lower one. */
export const WEIGHT = {
  /** The hierarchy's root: nothing. */
  root: 0,
  /** A path nobody is known to make. */
  unclassified: 1,
  /** A login session or another host process. */
  host: 2,
  /** A slice, but not which unit in it. */
  slice: 3,
  /** A systemd unit or a Talos service. */
  unit: 4,
  /** A runtime's layout without a valid id. */
  malformed: 5,
  /** A pod, but none of its containers. */
  pod: 6,
  /** A runtime's helper process. */
  helper: 7,
  /** A container of a runtime that the path does not name. */
  unnamed: 8,
  container: 9,
} as const;

/** An owner and how sure the path is of it. */
export interface Judgement {
  readonly owner: Owner;
  /** One of {@link WEIGHT}. */
  readonly weight: number;
}

/** A judgement without a container. */
export function judgement(
  kind: OwnerKind,
  weight: number,
  more: { readonly podUid?: string | undefined; readonly unit?: string } = {},
): Judgement {
  const { podUid, unit } = more;
  return {
    owner: {
      kind,
      ...(podUid === undefined ? {} : { podUid }),
      ...(unit === undefined ? {} : { unit }),
      nesting: [],
    },
    weight,
  };
}
