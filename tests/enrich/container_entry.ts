import type { ContainerEntry } from "../../src/enrich/container_registry.ts";
import type { Container } from "../../src/model/container.ts";

/** A container that nothing is known of yet but its id, and these facts. */
export function containerEntry(id: string, facts: Partial<Container> = {}): ContainerEntry {
  return {
    key: id,
    container: { id, kind: "docker", nesting: [], ...facts },
    verdict: undefined,
    isCounted: false,
    isKindByPath: false,
    cgroups: new Set(),
    mounts: new Set(),
    init: undefined,
    claimedName: undefined,
    claimedRuntime: undefined,
    claimedBy: undefined,
    isSandboxed: false,
    awaitsRest: false,
    owesName: false,
    isStranger: false,
  };
}
