import { baseName, claimedId, claimedPath } from "../claimed_text.ts";
import type { HelperClaim } from "../helper.ts";
import type { HelperProgram } from "../helper_program.ts";
import { lastValue, readOptions } from "../read_options.ts";

/** Carries a published port into a container; its command line names no container. */
export const DOCKER_PROXY: HelperProgram = {
  commands: ["docker-proxy"],
  source: "moby cmd/docker-proxy/main.go",
  read: () => ({ runtime: "docker", startsProcesses: false }),
};

function readBuildkitd(args: readonly string[], workingDirectory: string): HelperClaim {
  const valued = new Set(["--addr", "--config", "--root", "--group"]);
  const address = lastValue(readOptions(args.slice(1), { dash: "whole", valued }), "--addr");
  const path = /^unix:\/\/(\/.*)$/s.exec(address ?? "")?.[1];
  const socket = claimedPath(path, workingDirectory);
  return {
    runtime: "buildkit",
    ...(socket === undefined ? {} : { socket }),
    startsProcesses: false,
  };
}

/** BuildKit's daemon; the containers of build steps are its runc's. */
export const BUILDKITD: HelperProgram = {
  commands: ["buildkitd"],
  source: "buildkit cmd/buildkitd/main.go",
  read: readBuildkitd,
};

const CONTAINERD_VALUED = new Set([
  ...["--config", "--c", "--address", "--a", "--log-level", "--l", "--root", "--state"],
]);

/** dockerd writes this file for a containerd of its own, whose containers are Docker's. */
const DOCKER_CONFIG = "containerd.toml";

function readContainerd(args: readonly string[], workingDirectory: string) {
  const read = readOptions(args.slice(1), { dash: "whole", valued: CONTAINERD_VALUED });
  // `containerd config dump` and the like.
  if (read.rest.length > 0) return undefined;
  const socket = claimedPath(lastValue(read, "--address", "--a"), workingDirectory);
  const config = lastValue(read, "--config", "--c") ?? "";
  const isDocker = socket === undefined && baseName(config) === DOCKER_CONFIG;
  return {
    runtime: isDocker ? "docker" : "containerd",
    ...(socket === undefined ? {} : { socket }),
    startsProcesses: false,
  };
}

/** containerd itself; who starts processes are its shims. */
export const CONTAINERD: HelperProgram = {
  commands: ["containerd"],
  source:
    "containerd 1.6 cmd/containerd/command/main.go; moby libcontainerd/supervisor/remote_daemon.go",
  read: readContainerd,
};

function readLibvirt(args: readonly string[]): HelperClaim | undefined {
  const valued = new Set([
    "--name",
    "--console",
    "--security",
    "--handshake",
    "--veth",
    "--share-net",
    "--share-ipc",
    "--share-uts",
  ]);
  const name = lastValue(readOptions(args.slice(1), { dash: "whole", valued }), "--name");
  const containerId = claimedId(name);
  if (containerId === undefined) return undefined;
  return { runtime: "libvirt-lxc", containerId, name: containerId, startsProcesses: true };
}

/** libvirt's controller of one LXC domain. */
export const LIBVIRT_LXC: HelperProgram = {
  commands: ["libvirt_lxc"],
  source: "libvirt src/lxc/lxc_controller.c, main; src/lxc/lxc_process.c",
  read: readLibvirt,
};
