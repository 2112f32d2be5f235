/** LXC containers with a folder of their own (`-P`): nothing left behind. */

import { finish, type Finished, succeed } from "./finished.ts";
import { killByArgument, removeTree } from "./own_processes.ts";
import { removeCgroup } from "./remove_cgroup.ts";

/** LXC with its own folder. */
export interface Lxc extends AsyncDisposable {
  /** Its `-P`. */
  readonly folder: string;
  /** Runs a container to its end, in the foreground. lxc-start gives 0 whatever the program gave. */
  run(name: string, args: readonly string[]): Promise<Finished>;
  /** Starts a container that runs on; returns once it runs. */
  start(name: string, args: readonly string[]): Promise<void>;
  /** Runs a command in a running container. */
  attach(name: string, args: readonly string[]): Promise<Finished>;
  /** Kills a running container and waits for its end. */
  stop(name: string): Promise<void>;
}

/** Prepares LXC for containers that have `rootfs` as their root file system (see `makeRootfs()`). */
export async function prepareLxc(rootfs: string): Promise<Lxc> {
  const folder = await Deno.makeTempDir({ prefix: "ctrack-lxc-" });
  const started = new Set<string>();

  async function configure(name: string) {
    const config = [
      `lxc.rootfs.path = dir:${rootfs}`,
      `lxc.uts.name = ${name}`,
      "lxc.net.0.type = none",
      "lxc.mount.auto = proc:mixed",
      // Its streams are lxc-start's: it gets no terminal.
      "lxc.console.path = none",
      "",
    ];
    await Deno.mkdir(`${folder}/${name}`, { recursive: true });
    await Deno.writeTextFile(`${folder}/${name}/config`, config.join("\n"));
  }

  async function stop(name: string) {
    started.delete(name);
    await finish(["lxc-stop", "-P", folder, "-n", name, "--kill"]);
  }

  return {
    folder,
    async run(name, args) {
      await configure(name);
      return await finish(["lxc-start", "-P", folder, "-n", name, "-F", "--", ...args]);
    },
    async start(name, args) {
      await configure(name);
      started.add(name);
      await succeed(["lxc-start", "-P", folder, "-n", name, "-d", "--", ...args]);
      await succeed(["lxc-wait", "-P", folder, "-n", name, "-s", "RUNNING"]);
    },
    attach: (name, args) => finish(["lxc-attach", "-P", folder, "-n", name, "--", ...args]),
    stop,
    async [Symbol.asyncDispose]() {
      for (const name of started) await stop(name);
      await killByArgument(folder);
      // Where LXC's monitor goes to remove its own cgroup.
      await removeCgroup("/lxc.pivot");
      await removeTree(folder);
    },
  };
}
