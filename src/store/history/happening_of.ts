import { type Happening, LIFE_CYCLE_ACTIONS } from "../../model/event.ts";
import { given, numberOf, recordOf, textOf } from "./container_facts.ts";

/** A step of a container's life out of what was noted of it; undefined where its action is not known. */
export function happeningOf(value: unknown, epochTime: bigint): Happening | undefined {
  const facts = recordOf(value);
  const action = LIFE_CYCLE_ACTIONS.find((each) => each === facts["action"]);
  if (action === undefined) return undefined;
  return {
    action,
    epochTime,
    ...given("exitCode", numberOf(facts["exitCode"])),
    ...given("signal", textOf(facts["signal"])),
    ...given("oldName", textOf(facts["oldName"])),
    ...given("commandLine", textOf(facts["commandLine"])),
    ...given("health", textOf(facts["health"])),
  };
}
