/** Containers of a bare OCI runtime, runc or crun: own state folder, own bundles, nothing left behind. */

import { V1_ALONE } from "./cgroup_view.ts";
import { finish, type Finished } from "./finished.ts";
import { killByArgument, removeTree } from "./own_processes.ts";
import { removeCgroup } from "./remove_cgroup.ts";

/** Settings of one container. */
export interface OciContainer {
  /** Absolute path in each hierarchy. @default `/ctrack-oci/<id>` */
  readonly cgroup?: string;
  /** @default {} */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Namespaces that are shared with the host; never `mount`. @default [] */
  readonly shared?: readonly string[];
}

/** A runtime with a folder of its own. */
export interface OciRuntime extends AsyncDisposable {
  /** What to put in front of each command: the program with its `--root`. */
  readonly command: readonly string[];
  /** Its `--root`. */
  readonly stateFolder: string;
  /** Makes a container's bundle; gives its folder. */
  bundle(id: string, args: readonly string[], container?: OciContainer): Promise<string>;
  /** Runs a container to its end, and removes it. */
  run(id: string, args: readonly string[], container?: OciContainer): Promise<Finished>;
  /** Starts a container that runs on; throws when that fails. */
  start(id: string, args: readonly string[], container?: OciContainer): Promise<void>;
  /** Runs a command in a running container. */
  exec(id: string, args: readonly string[]): Promise<Finished>;
  /** Kills and removes a container. */
  remove(id: string): Promise<void>;
}

const NAMESPACES = ["pid", "network", "ipc", "uts", "mount"] as const;
const CAPABILITIES = ["CAP_KILL", "CAP_SETUID", "CAP_SETGID"] as const;

/**
 * Prepares a runtime whose containers have `rootfs` as their root file system (see `makeRootfs()`). crun
 * refuses a mixture of v1 and v2: it sees the v1 hierarchies alone. The state is in a folder of its own unless
 * one is given.
 */
export async function prepareOciRuntime(
  program: "runc" | "crun",
  rootfs: string,
  options: { readonly stateFolder?: string } = {},
): Promise<OciRuntime> {
  const folder = await Deno.makeTempDir({ prefix: `ctrack-${program}-` });
  const { stateFolder = `${folder}/state` } = options;
  const command = [...program === "crun" ? V1_ALONE : [], program, "--root", stateFolder];
  const cgroups = new Set<string>();
  const started = new Set<string>();

  async function bundle(id: string, args: readonly string[], container: OciContainer = {}) {
    const cgroup = container.cgroup ?? `/ctrack-oci/${id}`;
    cgroups.add(cgroup);
    const path = `${folder}/bundles/${id}`;
    await Deno.mkdir(path, { recursive: true });
    const config = specification(rootfs, args, cgroup, container);
    await Deno.writeTextFile(`${path}/config.json`, JSON.stringify(config));
    return path;
  }

  async function start(id: string, args: readonly string[], container?: OciContainer) {
    const path = await bundle(id, args, container);
    started.add(id);
    // The container inherits the streams: a pipe would stay open as long as it runs.
    const [first = "", ...rest] = [...command, "run", "--detach", "--bundle", path, id];
    const { code } = await new Deno.Command(first, {
      args: rest,
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).output();
    if (code !== 0) throw new Error(`${program} run ${id} failed (${code})`);
  }

  async function remove(id: string) {
    started.delete(id);
    await finish([...command, "delete", "--force", id]);
  }

  return {
    command,
    stateFolder,
    bundle,
    async run(id, args, container) {
      return await finish([...command, "run", "--bundle", await bundle(id, args, container), id]);
    },
    start,
    exec: (id, args) => finish([...command, "exec", id, ...args]),
    remove,
    async [Symbol.asyncDispose]() {
      for (const id of started) await remove(id);
      await killByArgument(folder);
      for (const cgroup of cgroups) {
        // The runtime has removed the last one of the path.
        for (let path = cgroup; path !== ""; path = path.slice(0, path.lastIndexOf("/"))) {
          await removeCgroup(path);
        }
      }
      await removeTree(folder);
    },
  };
}

/** An OCI runtime specification (`config.json`), as small as the runtimes take it. */
function specification(
  rootfs: string,
  args: readonly string[],
  cgroup: string,
  { annotations = {}, shared = [] }: OciContainer,
) {
  return {
    ociVersion: "1.0.2",
    process: {
      terminal: false,
      user: { uid: 0, gid: 0 },
      args,
      env: ["PATH=/bin"],
      cwd: "/",
      capabilities: {
        bounding: CAPABILITIES,
        effective: CAPABILITIES,
        permitted: CAPABILITIES,
      },
    },
    root: { path: rootfs, readonly: false },
    mounts: [
      { destination: "/proc", type: "proc", source: "proc" },
      { destination: "/dev", type: "tmpfs", source: "tmpfs", options: ["nosuid", "mode=755"] },
    ],
    annotations,
    linux: {
      cgroupsPath: cgroup,
      namespaces: NAMESPACES.filter((type) => !shared.includes(type)).map((type) => ({ type })),
      resources: { devices: [{ allow: false, access: "rwm" }] },
    },
  };
}
