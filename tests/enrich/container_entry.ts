import type { ContainerEntry } from "../../src/enrich/container_registry.ts";
import type { Container } from "../../src/model/container.ts";

/** A container that nothing is known of yet but its id, and these facts. */
export function containerEntry(id: string, facts: Partial<Container> = {}): ContainerEntry {
  return {
    key: id,
    container: { id, kind: "docker", nesting: [], ...facts },
    cgroups: new Set(),
    mounts: new Set(),
    init: undefined,
    claimedName: undefined,
    owesName: false,
    isStranger: false,
  };
}
