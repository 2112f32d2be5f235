/**
 * Removes a cgroup, and those above it that have become empty, in each hierarchy that has it. Its processes
 * must have ended. Runtimes leave the ones above a container's where they are.
 */
export async function removeCgroup(path: string): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir("/sys/fs/cgroup")) {
    // Links such as `cpu` to `cpu,cpuacct` mean the same hierarchy again.
    if (!isDirectory) continue;
    const root = `/sys/fs/cgroup/${name}`;
    for (let folder = `${root}${path}`; folder.length > root.length; folder = parentOf(folder)) {
      try {
        await Deno.remove(folder);
      } catch {
        // Not there, or still in use by somebody else: so are those above it.
        break;
      }
    }
  }
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}
