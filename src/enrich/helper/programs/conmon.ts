import { baseName, claimedId, claimedName, claimedPath } from "../claimed_text.ts";
import type { HelperClaim } from "../helper.ts";
import { helperDriver } from "../helper_driver.ts";
import type { HelperProgram } from "../helper_program.ts";
import { lastValue, type OptionSyntax, type ReadOptions, readOptions } from "../read_options.ts";

/** Options that take a value (conmon 2.1 src/cli.c). */
const SYNTAX: OptionSyntax = {
  dash: "short",
  valued: new Set([
    ..."bcPpulnrTL0".split("").map((letter) => `-${letter}`),
    "--api-version",
    "--bundle",
    "--cid",
    "--conmon-pidfile",
    "--container-pidfile",
    "--cuuid",
    "--exec-process-spec",
    "--exit-command",
    "--exit-command-arg",
    "--exit-delay",
    "--exit-dir",
    "--log-level",
    "--log-path",
    "--log-size-max",
    "--log-global-size-max",
    "--log-tag",
    "--log-label",
    "--name",
    "--persist-dir",
    "--replace-listen-pid",
    "--restore",
    "--runtime",
    "--runtime-arg",
    "--runtime-opt",
    "--sdnotify-socket",
    "--seccomp-notify-socket",
    "--seccomp-notify-plugins",
    "--socket-dir-path",
    "--timeout",
  ]),
};

/** CRI-O keeps its sockets and exit files in a folder of its own. */
const CRIO_FOLDER = /(?:^|\/)crio(?:\/|$)/;

/** `--runtime-arg --root --runtime-arg R`, or `--runtime-arg=--root=R`. */
function stateFolder(read: ReadOptions): string | undefined {
  const args = read.values.get("--runtime-arg") ?? [];
  for (const [index, arg] of args.entries()) {
    if (arg === "--root") return args[index + 1];
    if (arg.startsWith("--root=")) return arg.slice("--root=".length);
  }
  return undefined;
}

/** An exec session's folder is below the container's bundle, and has the session's id. */
function bundleOf(read: ReadOptions, workingDirectory: string): string | undefined {
  const bundle = claimedPath(lastValue(read, "-b", "--bundle"), workingDirectory);
  const session = lastValue(read, "-u", "--cuuid");
  const isSession = read.values.has("-e") || read.values.has("--exec");
  if (bundle === undefined || !isSession || session === undefined) return bundle;
  return baseName(bundle) === session ? bundle.slice(0, -session.length - 1) : bundle;
}

function runtimeOf(read: ReadOptions, bundle: string | undefined): string {
  const exitCommand = lastValue(read, "--exit-command");
  if (exitCommand !== undefined && baseName(exitCommand) === "podman") return "podman";
  const folders = [lastValue(read, "--exit-dir"), lastValue(read, "--socket-dir-path")];
  if (folders.some((folder) => folder !== undefined && CRIO_FOLDER.test(folder))) return "crio";
  return helperDriver(bundle)?.runtime ?? "podman";
}

function readConmon(args: readonly string[], workingDirectory: string): HelperClaim | undefined {
  const read = readOptions(args.slice(1), SYNTAX);
  const containerId = claimedId(lastValue(read, "-c", "--cid"));
  if (containerId === undefined) return undefined;
  const name = claimedName(lastValue(read, "-n", "--name"));
  const bundle = bundleOf(read, workingDirectory);
  const folder = claimedPath(stateFolder(read), workingDirectory);
  return {
    runtime: runtimeOf(read, bundle),
    containerId,
    ...(name === undefined ? {} : { name }),
    ...(bundle === undefined ? {} : { bundle }),
    ...(folder === undefined ? {} : { stateFolder: folder }),
    startsProcesses: true,
  };
}

/** Beside each container of podman and CRI-O, and each session of `podman exec`. */
export const CONMON: HelperProgram = {
  commands: ["conmon"],
  source:
    "conmon 2.1 src/cli.c; podman libpod/oci_conmon_common.go; cri-o internal/oci/runtime_oci.go",
  read: readConmon,
};
