/** A dockerd in a container of a test's own dockerd: with all rights but those that this host lacks itself. */

import type { Dockerd } from "./dockerd.ts";
import { finish, type Finished } from "./finished.ts";
import { LINE_LIMIT_MS } from "./line_reader.ts";
import { rootFolder } from "./programs.ts";
import { newContainer, OWN_NETWORK } from "./tracing.ts";

/** `--privileged` asks for every right, and fails where one cannot be given. */
const CAPABILITIES = [
  ...["SYS_ADMIN", "NET_ADMIN", "SYS_CHROOT", "SYS_PTRACE", "MKNOD", "SETFCAP", "SETPCAP"],
  ...["DAC_READ_SEARCH", "SYS_NICE", "LINUX_IMMUTABLE"],
];
/** The programs are the host's. */
const FOLDERS = ["/usr", "/bin", "/sbin", "/lib", "/lib64", "/etc"];
const SOCKET = "/var/run/docker.sock";
/** The container's own cgroups are mounted for reading alone. */
const START = [
  "for m in /sys/fs/cgroup/*; do mount -o remount,rw,bind $m; done",
  `exec dockerd --iptables=false --bridge=none --storage-driver=vfs --host=unix://${SOCKET}`,
].join("; ");

/** Where the container that a dockerd runs in has `act` and `leaf`: its `/bin` is the host's. */
export const ACTS = "/acts";
/** The containerd of the inner dockerd, seen from its container. */
export const INNER_CONTAINERD = "/var/run/docker/containerd/containerd.sock";

/** A Docker in a container. */
export interface InnerDockerd extends AsyncDisposable {
  /** Id of the container that it runs in. */
  readonly outerId: string;
  /** Path of its socket, as the host sees it. */
  readonly socket: string;
  /** Runs the docker client against it; never rejects on a failing command. */
  docker(args: readonly string[]): Promise<Finished>;
  /** Like `docker()`, gives the trimmed stdout, and throws with stderr when the command fails. */
  run(args: readonly string[]): Promise<string>;
}

/**
 * Starts a container of this name with a dockerd that has `image`, with `/bin/act` and `/bin/leaf`, too.
 * Dispose it to remove the container.
 */
export async function startInnerDockerd(
  dockerd: Dockerd,
  name: string,
  image: string,
): Promise<InnerDockerd> {
  const root = await rootFolder();
  const folders = [`--volume=${root.programs.folder}:${ACTS}:ro`];
  for (const folder of FOLDERS) {
    if (await isThere(folder)) folders.push(`--volume=${folder}:${folder}:ro`);
  }
  const outerId = await dockerd.run([
    ...newContainer(
      "run",
      name,
      OWN_NETWORK,
      "--detach",
      "--env=PATH=/usr/sbin:/usr/bin:/sbin:/bin",
    ),
    ...CAPABILITIES.map((capability) => `--cap-add=${capability}`),
    ...["--security-opt=seccomp=unconfined", "--security-opt=apparmor=unconfined"],
    ...["--device-cgroup-rule=a *:* rwm", ...folders, image, "/bin/sh", "-c", START],
  ]);
  const pid = await dockerd.run(["inspect", "--format={{.State.Pid}}", outerId]);
  const socket = `/proc/${pid}/root${SOCKET}`;
  const docker = (args: readonly string[]) =>
    finish(["docker", "--config", `${dockerd.folder}/config`, "-H", `unix://${socket}`, ...args]);
  const deadline = Date.now() + LINE_LIMIT_MS;
  while ((await docker(["version"])).code !== 0) {
    if (Date.now() < deadline) continue;
    throw new Error(`the inner dockerd does not answer: ${await dockerd.run(["logs", outerId])}`);
  }
  async function run(args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await docker(args);
    if (code !== 0) throw new Error(`inner docker ${args.join(" ")} failed: ${stderr.trim()}`);
    return stdout.trim();
  }
  await run(["import", root.archive, image]);
  return {
    outerId,
    socket,
    docker,
    run,
    async [Symbol.asyncDispose]() {
      await dockerd.run(["rm", "-f", outerId]);
      await root[Symbol.asyncDispose]();
    },
  };
}

async function isThere(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
