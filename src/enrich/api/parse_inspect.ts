import type { RuntimeContainer } from "../runtime_client.ts";
import { containerFrom, withoutSlash } from "./container_fields.ts";
import { stateFrom } from "./container_state.ts";
import { field, parseJson } from "./json_fields.ts";
import { parseTime } from "./parse_time.ts";

/** Reads the answer of `/containers/ID/json`; undefined when it is no container with a name. */
export function parseInspected(answer: Uint8Array): RuntimeContainer | undefined {
  const inspected = parseJson(answer);
  const config = field(inspected, "Config");
  const container = containerFrom(
    field(inspected, "Id"),
    withoutSlash(field(inspected, "Name")),
    field(config, "Image"),
    field(config, "Labels"),
  );
  if (container === undefined) return undefined;
  const state = field(inspected, "State");
  return {
    ...container,
    ...stateFrom(field(state, "Status")),
    ...timesFrom(field(inspected, "Created"), field(state, "StartedAt")),
    ...restartsFrom(field(inspected, "RestartCount")),
  };
}

/** Times as texts of RFC 3339, to be spread into a container. */
export function timesFrom(
  created: unknown,
  started: unknown,
): Pick<RuntimeContainer, "createdAt" | "startedAt"> {
  const createdAt = parseTime(created);
  const startedAt = parseTime(started);
  return {
    ...createdAt === undefined ? {} : { createdAt },
    ...startedAt === undefined ? {} : { startedAt },
  };
}

/** A restart count, to be spread into a container. */
export function restartsFrom(count: unknown): Pick<RuntimeContainer, "restartCount"> {
  return Number.isSafeInteger(count) && Number(count) >= 0 ? { restartCount: Number(count) } : {};
}
