import { CONTAINER_STATES, type ContainerState } from "../../model/container.ts";

/** Docker's words are ours; podman has some of its own. */
const STATES: ReadonlyMap<unknown, ContainerState> = new Map<unknown, ContainerState>([
  ...CONTAINER_STATES.map((state) => [state, state] as const),
  ["configured", "created"],
  ["initialized", "created"],
  ["stopping", "running"],
  ["stopped", "exited"],
]);

/** A state as the API writes it, to be spread into a container; empty for every other value. */
export function stateFrom(value: unknown): { readonly state?: ContainerState } {
  const state = STATES.get(value);
  return state === undefined ? {} : { state };
}
