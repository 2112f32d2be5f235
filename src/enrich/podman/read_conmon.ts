import { isContainerId } from "../api/container_fields.ts";
import type { Helper } from "../helper/helper.ts";
import { isPlainPath, type StoragePlace } from "./storage_place.ts";

/** Longest container name that is kept; podman sets no limit. */
const MAX_NAME = 256;

/** What a conmon of podman's, or the runtime that it starts, says by its command line. */
export interface ConmonClaim {
  readonly id: string;
  /** The name at its start, which only conmon is told; a container can be renamed later. */
  readonly name: string | undefined;
  /** Where its podman keeps its files; undefined where it does not tell. */
  readonly place: StoragePlace | undefined;
  /** It serves one `podman exec`, not the container itself. */
  readonly isExec: boolean;
}

/** `ROOT/overlay-containers/ID/userdata`. */
const BUNDLE = /^(\/.*)\/[a-z0-9]+-containers\/[0-9a-f]{64}\/userdata$/;

/**
 * Reads a helper's command line; undefined for another's than podman's. Podman hands its own settings to the
 * command that conmon runs at the end, each as an argument: `--exit-command-arg --root --exit-command-arg /x`.
 */
export function readConmon({ uid, args, claim }: Helper): ConmonClaim | undefined {
  const { containerId: id, bundle } = claim;
  if (claim.runtime !== "podman" || !isContainerId(id)) return undefined;
  const settings = exitCommand(args);
  const root = valueOf(settings, "--root") ?? BUNDLE.exec(bundle ?? "")?.[1];
  const runRoot = valueOf(settings, "--runroot");
  const tmpFolder = valueOf(settings, "--tmpdir");
  const place = !isPlainPath(root) ? undefined : {
    uid,
    root,
    ...isPlainPath(runRoot) ? { runRoot } : {},
    ...isPlainPath(tmpFolder) ? { tmpFolder } : {},
  };
  const { name } = claim;
  return {
    id,
    name: name === undefined || name === "" ? undefined : name.slice(0, MAX_NAME),
    place,
    isExec: args.includes("--exec-process-spec"),
  };
}

/** The arguments of the command that conmon runs when the container has ended. */
function exitCommand(args: readonly string[]): readonly string[] {
  const found: string[] = [];
  for (const [index, arg] of args.entries()) {
    const [flag, joined] = splitFlag(arg);
    const value = joined ?? args[index + 1];
    if (flag === "--exit-command-arg" && value !== undefined) found.push(value);
  }
  return found;
}

/** Value of a flag, as `--flag value` or `--flag=value`; podman's subcommand ends the search. */
function valueOf(args: readonly string[], wanted: string): string | undefined {
  for (const [index, arg] of args.entries()) {
    if (arg === "container") return undefined;
    const [flag, joined] = splitFlag(arg);
    if (flag === wanted) return joined ?? args[index + 1];
  }
  return undefined;
}

function splitFlag(arg: string): readonly [flag: string, value?: string] {
  const at = arg.indexOf("=");
  return at < 0 ? [arg] : [arg.slice(0, at), arg.slice(at + 1)];
}
