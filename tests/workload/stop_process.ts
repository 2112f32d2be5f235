/**
 * Stops a process; resolves when each of its threads stands: the signal alone leaves them time for another answer.
 *
 * @throws {Error} when it has ended.
 */
export async function stopProcess(pid: number): Promise<void> {
  Deno.kill(pid, "SIGSTOP");
  for (;;) {
    const states = await statesOf(pid);
    if (states.every((state) => state === "T")) return;
    if (states.includes("Z")) throw new Error(`process ${pid} has ended`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** The state letter of each thread, as /proc tells it; that of a thread which ends meanwhile counts as stopped. */
async function statesOf(pid: number): Promise<readonly string[]> {
  const tasks = [...Deno.readDirSync(`/proc/${pid}/task`)];
  return await Promise.all(tasks.map(async ({ name }) => {
    const stat = await Deno.readTextFile(`/proc/${pid}/task/${name}/stat`).catch(() => ") T");
    return stat.slice(stat.lastIndexOf(")") + 2)[0] ?? "";
  }));
}
