import type { ActionMeaning, ApiDialect } from "../api/api_dialect.ts";

/**
 * Podman's events, as 4.3 writes them: `init` (the runtime's create) and `cleanup` tell nothing of the
 * container's life. `died` is the log's word for `die`.
 */
const ACTIONS: Readonly<Record<string, ActionMeaning>> = {
  create: { action: "create", state: "created", time: "createdAt", tellsNames: true },
  start: { action: "start", state: "running", time: "startedAt" },
  restart: { action: "restart" },
  exec: { action: "exec" },
  exec_died: { action: "exec_exit", details: ["exitCode"] },
  pause: { action: "pause", state: "paused" },
  unpause: { action: "unpause", state: "running" },
  rename: { action: "rename", tellsNames: true },
  update: { action: "update" },
  kill: { action: "kill" },
  oom: { action: "oom" },
  health_status: { action: "health", details: ["health"] },
  checkpoint: { action: "checkpoint" },
  restore: { action: "restore", state: "running" },
  stop: { action: "stop" },
  die: { action: "die", state: "exited", details: ["exitCode"] },
  died: { action: "die", state: "exited", details: ["exitCode"] },
  remove: { action: "destroy", removes: true },
  destroy: { action: "destroy", removes: true },
};

/** How podman speaks Docker's API. Its filter knows other names than its events have: `died` for `die`. */
export const PODMAN_DIALECT: ApiDialect = {
  actions: new Map(Object.entries(ACTIONS)),
  filtersActions: false,
  attributes: { exitCode: ["exitCode", "containerExitCode"], health: ["healthStatus"] },
  inAction: new Map([["health_status", "health"]]),
  ownAttributes: new Set([
    "name",
    "image",
    "containerExitCode",
    "exitCode",
    "healthStatus",
    "podId",
  ]),
};
