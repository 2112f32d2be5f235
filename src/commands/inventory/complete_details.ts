import type { RuntimeClient } from "../../enrich/runtime_client.ts";
import type { Census, Household } from "../../state/census.ts";

/** Questions to runtimes at a time: enough to keep a daemon busy, too few to trouble it. */
const AT_ONCE = 8;

/** Whether something may be learnt. While a container is made, the answer would have to wait for its start. */
function isIncomplete({ container }: Household): boolean {
  const { state, startedAt, image } = container;
  const isMade = state !== undefined && state !== "created";
  return isMade && (startedAt === undefined || image === undefined);
}

/**
 * Asks the runtimes for what their lists leave out of the wanted containers, such as when they started,
 * within a time limit.
 */
export async function completeDetails(
  census: Census,
  clients: readonly RuntimeClient[],
  wanted: (household: Household) => boolean,
  limitMs: number,
): Promise<void> {
  const incomplete = census.households().filter((each) => isIncomplete(each) && wanted(each));
  const questions = incomplete.flatMap(({ container: { id, runtime } }) => {
    return clients.filter((client) => client.name === runtime && client.inspect !== undefined)
      .map((client) => ({ client, id }));
  }).values();
  let isOver = false;
  const ask = async () => {
    for (const { client, id } of questions) {
      if (isOver) return;
      const answer = await client.inspect?.(id);
      if (answer === undefined || typeof answer === "string" || isOver) continue;
      census.told(client.name, client.kinds[0] ?? "unknown", answer);
    }
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<void>((resolve) => timer = setTimeout(resolve, limitMs));
  await Promise.race([Promise.all(Array.from({ length: AT_ONCE }, ask)), limit]);
  isOver = true;
  clearTimeout(timer);
}
