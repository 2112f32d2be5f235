/** Leaves nothing behind: processes and mounts that belong to a test's temporary folder. */

/** Longest wait for killed processes to go, ms. */
const GONE_LIMIT_MS = 10_000;
const POLL_MS = 10;

/**
 * Kills, by pid, each process that has the folder's path in an argument, and waits until they are
 * gone. The folder must be a temporary one: its random name makes the match one's own.
 */
export async function killByArgument(folder: string): Promise<void> {
  const deadline = Date.now() + GONE_LIMIT_MS;
  for (;;) {
    const pids = await pidsWithArgument(folder);
    if (pids.length === 0) return;
    if (Date.now() > deadline) throw new Error(`processes ${pids.join(", ")} do not end`);
    for (const pid of pids) {
      try {
        Deno.kill(pid, "SIGKILL");
      } catch {
        // Gone between the look and the kill.
      }
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** Unmounts everything below the folder, deepest first, then removes the folder. */
export async function removeTree(folder: string): Promise<void> {
  const mounts = (await Deno.readTextFile("/proc/self/mountinfo"))
    .split("\n")
    .map((line) => line.split(" ")[4] ?? "")
    .filter((path) => path.startsWith(`${folder}/`))
    .reverse();
  for (const path of mounts) {
    await new Deno.Command("umount", { args: ["-l", path], stderr: "null" }).output();
  }
  await Deno.remove(folder, { recursive: true });
}

/** Such processes and all their descendants: a shim's container has no argument of ours. */
async function pidsWithArgument(folder: string): Promise<number[]> {
  const found = new Set<number>();
  const children = new Map<number, number[]>();
  for await (const entry of Deno.readDir("/proc")) {
    const pid = Number(entry.name);
    if (!Number.isInteger(pid) || pid === Deno.pid) continue;
    try {
      const status = await Deno.readTextFile(`/proc/${pid}/status`);
      // A zombie has ended; it only waits for its parent to look.
      if (/^State:\s*Z/m.test(status)) continue;
      const parent = Number(/^PPid:\s*(\d+)/m.exec(status)?.[1]);
      children.set(parent, [...children.get(parent) ?? [], pid]);
      if ((await Deno.readTextFile(`/proc/${pid}/cmdline`)).includes(folder)) found.add(pid);
    } catch {
      // Ended since the folder was read.
    }
  }
  // A set's iteration reaches what is added on the way.
  for (const pid of found) for (const child of children.get(pid) ?? []) found.add(child);
  return [...found];
}
