/** What this machine has, and tests that are skipped, with the reason in their name, where it has not enough. */

/** Why a test that needs root and these programs, by name or path, cannot run here; undefined when it can. */
export async function whyMissing(programs: readonly string[]): Promise<string | undefined> {
  if (Deno.uid() !== 0) return "needs root";
  return await whyNoProgram(programs);
}

/** Which of these programs, by name or path, is not here; undefined when all are. */
export async function whyNoProgram(programs: readonly string[]): Promise<string | undefined> {
  for (const program of programs) if (!(await isHere(program))) return `needs ${program}`;
  return undefined;
}

async function isHere(program: string): Promise<boolean> {
  if (program.includes("/")) return await exists(program);
  for (const folder of (Deno.env.get("PATH") ?? "").split(":")) {
    if (folder !== "" && await exists(`${folder}/${program}`)) return true;
  }
  return false;
}

/** Whether there is such a file. */
export async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

/**
 * Registers a test. With a reason why it cannot run it is skipped, unless `CI=true`: there it fails.
 */
export function testHere(
  name: string,
  reason: string | undefined,
  fn: (t: Deno.TestContext) => Promise<void>,
  options: Partial<Pick<Deno.TestDefinition, "sanitizeResources">> = {},
): void {
  if (reason === undefined) Deno.test({ name, fn, ...options });
  else if (Deno.env.get("CI") !== "true") Deno.test.ignore(`${name} (${reason})`, fn);
  else Deno.test(name, () => Promise.reject(new Error(`cannot run here: ${reason}`)));
}
