import { CliError, UsageError } from "../../cli/cli_error.ts";
import { nearest } from "../../cli/nearest.ts";
import { shortId } from "../../output/format/place_name.ts";
import type { Household } from "../../state/census.ts";

/** Containers that an error names; more would not fit on a screen. */
const NAMED_MAX = 5;

/**
 * The one container that is called so: by name, by whole id, or by the start of an id, in this order.
 *
 * @throws {UsageError} when there are several.
 * @throws {CliError} with exit code 1 when there is none.
 */
export function chooseContainer(households: readonly Household[], text: string): Household {
  const meanings: readonly ((household: Household) => boolean)[] = [
    ({ container }) => container.name === text,
    ({ container }) => container.id === text,
    ({ container }) => container.id.startsWith(text),
  ];
  for (const means of meanings) {
    const found = households.filter(means);
    const [first, ...others] = found;
    if (first === undefined) continue;
    // What runs is meant rather than what once ran under the same name.
    const running = found.filter(({ residents }) => residents.length > 0);
    if (others.length === 0) return first;
    if (running.length === 1 && running[0] !== undefined) return running[0];
    throw ambiguous(text, found);
  }
  const names = households.flatMap(({ container }) => container.name ?? []);
  const meant = nearest(text, names);
  throw new CliError(`no container is called "${text}"`, {
    hint: meant === undefined ? "ctrack containers --all lists them" : `did you mean ${meant}?`,
  });
}

function ambiguous(text: string, found: readonly Household[]): UsageError {
  const names = found.slice(0, NAMED_MAX).map(({ container }) => {
    const { id, name, runtime } = container;
    return `${shortId(id)} (${[runtime, name].filter((word) => word !== undefined).join(" ")})`;
  });
  const rest = found.length > NAMED_MAX ? ` and ${found.length - NAMED_MAX} more` : "";
  return new UsageError(`"${text}" may be ${found.length} containers`, {
    cause: new Error(`there are ${names.join(", ")}${rest}`),
    hint: "give the id, or more of it",
  });
}
