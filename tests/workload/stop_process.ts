/** Stops a process; resolves when each of its threads stands: the signal alone leaves them time for another answer. */
export async function stopProcess(pid: number): Promise<void> {
  Deno.kill(pid, "SIGSTOP");
  while (!(await statesOf(pid)).every((state) => state === "T")) {
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
