import type { OwnerKind } from "./owner.ts";

/** Ids of most runtimes: no two containers share one. */
const UNIQUE_ID = /^[0-9a-f]{64}$/;

/** Whether no other container has this id, whatever its runtime. */
export function isUniqueId(id: string): boolean {
  return UNIQUE_ID.test(id);
}

/** The key of a container; other ids are names, which another runtime may give as well. */
export function keyOf(kind: OwnerKind, id: string): string {
  return isUniqueId(id) ? id : `${kind}/${id}`;
}
