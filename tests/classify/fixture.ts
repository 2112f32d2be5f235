import type { NestingLevel, OwnerKind } from "../../src/model/owner.ts";

/** A `/proc/PID/cgroup` as a public test suite or a real host has it, and what it means. */
export interface Vector {
  readonly name: string;
  readonly cgroup: string;
  readonly expect: {
    readonly kind: OwnerKind;
    readonly containerId: string | null;
    readonly podUid: string | null;
    readonly unit?: string;
  };
  /** Id of the container around the owner. */
  readonly outerContainerId?: string;
  readonly note?: string;
}

/** A further shape; the whole owner is compared. */
export interface PathCase {
  readonly name: string;
  readonly cgroup: string;
  readonly expect: {
    readonly kind: OwnerKind;
    readonly containerId?: string;
    readonly podUid?: string;
    readonly unit?: string;
    readonly nesting: readonly NestingLevel[];
  };
  readonly source: string;
}

function load<T>(name: string): readonly T[] {
  return JSON.parse(Deno.readTextFileSync(new URL(`../fixtures/${name}`, import.meta.url)));
}

/** The vectors of public test suites. */
export const VECTORS: readonly Vector[] = load("cgroup_vectors.json");

/** Further shapes, each with its source. */
export const PATH_CASES: readonly PathCase[] = load("cgroup_paths.json");
