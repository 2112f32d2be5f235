import { baseName, claimedId, claimedName, claimedPath } from "../claimed_text.ts";
import type { HelperClaim } from "../helper.ts";
import type { HelperProgram } from "../helper_program.ts";
import { lastValue, type OptionSyntax, readOptions } from "../read_options.ts";

const SYNTAX: OptionSyntax = {
  dash: "whole",
  valued: new Set([
    "--namespace",
    "--id",
    "--address",
    "--publish-binary",
    "--bundle",
    "--socket",
    "--workdir",
    "--containerd-binary",
    "--runtime-root",
    "--criu",
  ]),
};

/** Namespaces of containerd in which dockerd keeps its containers and plugins. */
const DOCKER_NAMESPACES: readonly string[] = ["moby", "plugins.moby"];

/** The CRI plugin's: a shim serves a pod, and what starts below it may be any container of the pod. */
const POD_NAMESPACE = "k8s.io";

/** Before 17.12: `docker-containerd-shim ID BUNDLE RUNTIME`. */
function readPositional(rest: readonly string[], workingDirectory: string) {
  const [id, folder] = rest;
  const containerId = claimedId(id);
  const bundle = claimedPath(folder, workingDirectory);
  if (containerId === undefined || bundle === undefined || rest.length !== 3) return undefined;
  return { runtime: "docker", containerId, bundle, startsProcesses: true };
}

function readShim(args: readonly string[], workingDirectory: string): HelperClaim | undefined {
  const read = readOptions(args.slice(1), SYNTAX);
  const namespace = claimedName(lastValue(read, "--namespace"));
  if (namespace === undefined) return readPositional(read.rest, workingDirectory);
  // A shim of version 1 is told its folder, whose name is the id.
  const workdir = lastValue(read, "--workdir");
  const id = lastValue(read, "--id") ?? (workdir === undefined ? undefined : baseName(workdir));
  const containerId = claimedId(id);
  if (containerId === undefined) return undefined;
  const isDocker = DOCKER_NAMESPACES.includes(namespace);
  const socket = claimedPath(lastValue(read, "--address"), workingDirectory);
  const bundle = claimedPath(lastValue(read, "--bundle") ?? workingDirectory, workingDirectory);
  const isBundle = bundle !== undefined && baseName(bundle) === containerId;
  return {
    runtime: isDocker ? "docker" : "containerd",
    containerId,
    namespace,
    ...(isBundle ? { bundle } : {}),
    ...(socket === undefined || isDocker ? {} : { socket }),
    startsProcesses: namespace !== POD_NAMESPACE,
  };
}

/** Beside each container or pod of containerd, Docker's included; its working directory is the bundle. */
export const CONTAINERD_SHIM: HelperProgram = {
  commands: ["containerd-shim", "docker-containe"],
  title: /^(?:docker-)?containerd-shim(?:-.+)?$/,
  source: "containerd 1.6 runtime/v2/shim/shim.go, cmd/containerd-shim/main_unix.go (version 1); " +
    "docker 17.05 containerd-shim/main.go",
  read: readShim,
};
