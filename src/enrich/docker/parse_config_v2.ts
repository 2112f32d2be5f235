import type { ContainerState } from "../../model/container.ts";
import { containerFrom, withoutSlash } from "../api/container_fields.ts";
import { field, parseJsonText } from "../api/json_fields.ts";
import { restartsFrom, timesFrom } from "../api/parse_inspect.ts";
import { parseTime } from "../api/parse_time.ts";
import type { RuntimeContainer } from "../runtime_client.ts";

/** Flags of `State` in the order in which they count: a paused container is running too. */
const FLAGS: ReadonlyArray<readonly [flag: string, state: ContainerState]> = [
  ["RemovalInProgress", "removing"],
  ["Dead", "dead"],
  ["Restarting", "restarting"],
  ["Paused", "paused"],
  ["Running", "running"],
];

/**
 * Reads the text of a `config.v2.json` in the daemon's data root, the same shape since Docker 1.7. It is
 * complete before the container's cgroup appears; undefined when it is none, or without a name.
 */
export function parseConfigV2(text: string): RuntimeContainer | undefined {
  const file = parseJsonText(text);
  const config = field(file, "Config");
  const container = containerFrom(
    field(file, "ID"),
    withoutSlash(field(file, "Name")),
    field(config, "Image"),
    field(config, "Labels"),
  );
  if (container === undefined) return undefined;
  const state = field(file, "State");
  return {
    ...container,
    state: stateOf(state),
    ...timesFrom(field(file, "Created"), field(state, "StartedAt")),
    ...restartsFrom(field(file, "RestartCount")),
  };
}

function stateOf(state: unknown): ContainerState {
  const found = FLAGS.find(([flag]) => field(state, flag) === true);
  if (found !== undefined) return found[1];
  return parseTime(field(state, "StartedAt")) === undefined ? "created" : "exited";
}
