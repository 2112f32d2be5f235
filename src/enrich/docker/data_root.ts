import { field, parseJsonText } from "../api/json_fields.ts";

/** Where dockerd keeps its containers by default. */
export const DEFAULT_DATA_ROOT = "/var/lib/docker";

/** Longest path that the kernel takes, bytes. */
const MAX_PATH = 4096;

/** What names the data root in `daemon.json`: `graph` until Docker 17.05, and read until 22. */
const KEYS = ["data-root", "graph"] as const;

/** The data root that the text of a `daemon.json` sets; undefined when it sets none. */
export function dataRootOf(daemonJson: string | undefined): string | undefined {
  const settings = daemonJson === undefined ? undefined : parseJsonText(daemonJson);
  return KEYS.map((key) => absolutePath(field(settings, key))).find((path) => path !== undefined);
}

/** The data root that a daemon's answer to `/info` names; undefined when it names none. */
export function dataRootOfInfo(info: unknown): string | undefined {
  return absolutePath(field(info, "DockerRootDir"));
}

function absolutePath(value: unknown): string | undefined {
  if (typeof value !== "string" || value.length > MAX_PATH) return undefined;
  return value.startsWith("/") && !value.includes("\0") ? value : undefined;
}
