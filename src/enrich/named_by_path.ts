import { claimedId } from "./helper/claimed_text.ts";
import { untilAborted } from "./until_aborted.ts";
import type { RuntimeClient, RuntimeContainer } from "./runtime_client.ts";

/** What is known of a container besides its name. */
export type Details = Omit<RuntimeContainer, "id" | "name">;

/** Lookups whose details are read at one time; others get the name alone. */
const READS_MAX = 64;

/**
 * A client for containers whose id in the cgroup's path is their name: it says so at once, whatever else
 * there is to be found.
 * @param details Never rejects. @default none
 * @param isPresent Whether the host has this runtime. Never rejects. @default not to be seen
 */
export function createNamedByPathClient(
  name: string,
  kinds: RuntimeClient["kinds"],
  details: (id: string) => Promise<Details> = () => Promise.resolve({}),
  isPresent: () => Promise<boolean> = () => Promise.resolve(false),
): RuntimeClient {
  let reads = 0;
  return {
    name,
    kinds,
    idIsName: true,
    async follow(listener, signal) {
      if (await isPresent()) listener.state("up");
      else listener.state("absent", "known by their paths alone");
      await untilAborted(signal);
    },
    async lookup(id) {
      if (claimedId(id) === undefined) return "none";
      if (reads >= READS_MAX) return { id, name: id };
      reads++;
      try {
        return { ...await details(id), id, name: id };
      } finally {
        reads--;
      }
    },
  };
}

/** Such runtimes of which nothing else is known. */
export const NAMED_BY_PATH: ReadonlyArray<Pick<RuntimeClient, "name" | "kinds">> = [
  { name: "libvirt-lxc", kinds: ["libvirt-lxc"] },
  { name: "garden", kinds: ["garden"] },
  { name: "bpm", kinds: ["bpm"] },
  { name: "buildkit", kinds: ["buildkit"] },
];
