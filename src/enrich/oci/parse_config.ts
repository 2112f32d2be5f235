import { boundedText, field, parseJsonText } from "../api/json_fields.ts";
import { boundAnnotations } from "./bound_annotations.ts";

/** Longest path that is kept; the kernel allows 4,096 bytes. */
const PATH_MAX = 4096;
/** Longest host name that is kept; the kernel allows 64 bytes. */
const HOSTNAME_MAX = 64;

/** What an OCI bundle's `config.json` tells of its container; what it does not tell is absent. */
export interface OciConfig {
  /** As the runtime's caller gave them, bounded; no prototype. Empty when there are none. */
  readonly annotations: Readonly<Record<string, string>>;
  readonly hostname?: string;
  /** Where the container's cgroup is to be: a path, or `slice:prefix:name` for systemd. */
  readonly cgroupsPath?: string;
  /** The root file system, absolute or below the bundle. */
  readonly rootPath?: string;
}

/**
 * Reads the text of an OCI runtime configuration (`config.json`); undefined for a text that is none. Every
 * field is bounded, and none is believed to have the type that the specification gives it.
 */
export function parseOciConfig(text: string): OciConfig | undefined {
  const config = parseJsonText(text);
  // The one field that each version of the specification asks for.
  if (typeof field(config, "ociVersion") !== "string") return undefined;
  const hostname = boundedText(field(config, "hostname"), HOSTNAME_MAX);
  const cgroupsPath = boundedText(field(field(config, "linux"), "cgroupsPath"), PATH_MAX);
  const rootPath = boundedText(field(field(config, "root"), "path"), PATH_MAX);
  return {
    annotations: boundAnnotations(field(config, "annotations")),
    ...hostname === undefined ? {} : { hostname },
    ...cgroupsPath === undefined ? {} : { cgroupsPath },
    ...rootPath === undefined ? {} : { rootPath },
  };
}
