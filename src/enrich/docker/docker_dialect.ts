import type { ActionMeaning, ApiDialect, Detail } from "../api/api_dialect.ts";

/**
 * Docker's events, as dockerd 20.10 to 29 writes them. `exec_create` and `exec_detach` are left out:
 * `exec_start` follows the one at once, and the other tells nothing of the container.
 */
const ACTIONS: Readonly<Record<string, ActionMeaning>> = {
  create: { action: "create", state: "created", time: "createdAt", tellsNames: true },
  start: { action: "start", state: "running", time: "startedAt" },
  restart: { action: "restart" },
  exec_start: { action: "exec", details: ["commandLine"] },
  exec_die: { action: "exec_exit", details: ["exitCode"] },
  pause: { action: "pause", state: "paused" },
  unpause: { action: "unpause", state: "running" },
  rename: { action: "rename", tellsNames: true, details: ["oldName"] },
  update: { action: "update" },
  kill: { action: "kill", details: ["signal"] },
  oom: { action: "oom" },
  health_status: { action: "health", details: ["health"] },
  checkpoint: { action: "checkpoint" },
  stop: { action: "stop", state: "exited" },
  die: { action: "die", state: "exited", details: ["exitCode"] },
  destroy: { action: "destroy", removes: true },
};

/** How dockerd speaks its own API. */
export const DOCKER_DIALECT: ApiDialect = {
  actions: new Map(Object.entries(ACTIONS)),
  filtersActions: true,
  attributes: { exitCode: ["exitCode"], signal: ["signal"], oldName: ["oldName"] },
  inAction: new Map<string, Detail>([["exec_start", "commandLine"], ["health_status", "health"]]),
  ownAttributes: new Set(["name", "image", "oldName"]),
};
