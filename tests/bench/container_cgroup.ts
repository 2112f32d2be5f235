/** A cgroup that looks like a container's, in the hierarchy where this host would put one. */
export interface ContainerCgroup {
  /** Folder of the cgroup. */
  readonly path: string;
  /** The file that moves a process into it. */
  readonly procs: string;
  /** Folder in which more such cgroups can be made. */
  readonly parent: string;
  /** The container id in its name. */
  readonly id: string;
}

const V1 = "/sys/fs/cgroup/pids";
const V2 = "/sys/fs/cgroup";

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

/** Where containers live: the v1 `pids` hierarchy where there is one, else v2. */
async function hierarchy(): Promise<string> {
  if (await exists(`${V1}/cgroup.procs`)) return V1;
  if (await exists(`${V2}/cgroup.controllers`)) return V2;
  throw new Error("neither the v1 pids hierarchy nor cgroup v2 is mounted");
}

/** Makes `/docker/<64 hexadecimal digits>`. Dispose it to remove what was made. */
export async function makeContainerCgroup(): Promise<ContainerCgroup & AsyncDisposable> {
  const parent = `${await hierarchy()}/docker`;
  const madeParent = !(await exists(parent));
  if (madeParent) await Deno.mkdir(parent);
  const id = Array.from(
    crypto.getRandomValues(new Uint8Array(32)),
    (byte) => byte.toString(16).padStart(2, "0"),
  ).join("");
  const path = `${parent}/${id}`;
  await Deno.mkdir(path);
  return {
    path,
    procs: `${path}/cgroup.procs`,
    parent,
    id,
    async [Symbol.asyncDispose]() {
      await removeCgroup(path);
      // Docker may have begun to use it meanwhile: then it stays.
      if (madeParent) await removeCgroup(parent).catch(() => {});
    },
  };
}

/** A cgroup stays busy for a moment after its last process has been waited for. */
async function removeCgroup(path: string): Promise<void> {
  for (let tries = 100;; tries--) {
    try {
      return await rmdir(path);
    } catch (error) {
      if (tries === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

/** rmdir(2) alone: a cgroup's files cannot be removed, and need not be. */
async function rmdir(path: string): Promise<void> {
  const { success, stderr } = await new Deno.Command("rmdir", { args: [path] }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr).trim());
}
