/** A cgroup that limits memory, v1 or v2, whichever has the controller on this host. */

const V1 = "/sys/fs/cgroup/memory";
const V2 = "/sys/fs/cgroup";

/** Files of a hierarchy, and how it counts kills. */
interface Layout {
  readonly root: string;
  readonly limit: string;
  readonly events: string;
}

/** A cgroup for some processes. Dispose it to remove it; they must have ended. */
export interface MemoryCgroup extends AsyncDisposable {
  /** Command in front of another one that has it run in the cgroup. */
  readonly wrap: readonly string[];
  /** How often the kernel killed in it for want of memory. */
  kills(): Promise<number>;
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

async function layout(): Promise<Layout> {
  if (await exists(`${V1}/memory.limit_in_bytes`)) {
    return { root: V1, limit: "memory.limit_in_bytes", events: "memory.oom_control" };
  }
  await Deno.writeTextFile(`${V2}/cgroup.subtree_control`, "+memory");
  return { root: V2, limit: "memory.max", events: "memory.events" };
}

/** Makes a cgroup whose processes may use so many bytes together. */
export async function makeMemoryCgroup(bytes: number): Promise<MemoryCgroup> {
  const { root, limit, events } = await layout();
  const path = `${root}/ctrack-memory-${crypto.randomUUID().slice(0, 8)}`;
  await Deno.mkdir(path);
  await Deno.writeTextFile(`${path}/${limit}`, String(bytes));
  return {
    wrap: ["sh", "-c", 'echo $$ >"$0" && exec "$@"', `${path}/cgroup.procs`],
    async kills() {
      const text = await Deno.readTextFile(`${path}/${events}`);
      return Number(/^oom_kill (\d+)$/m.exec(text)?.[1]);
    },
    async [Symbol.asyncDispose]() {
      // rmdir(2) alone removes a cgroup, once the kernel is done with its last process.
      for (let tries = 100; tries > 0; tries--) {
        const { success } = await new Deno.Command("rmdir", { args: [path], stderr: "null" })
          .output();
        if (success) return;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      throw new Error(`${path} cannot be removed`);
    },
  };
}
