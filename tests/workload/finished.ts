/** What a finished command gave. */
export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end; never rejects on a failing one. */
export async function finish(
  command: readonly string[],
  options: { readonly cwd?: string } = {},
): Promise<Finished> {
  const [program = "", ...args] = command;
  const { code, stdout, stderr } = await new Deno.Command(program, {
    args,
    stdin: "null",
    ...options,
  }).output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

/** Like {@link finish}, gives the trimmed stdout, and throws with stderr when the command fails. */
export async function succeed(
  command: readonly string[],
  options: { readonly cwd?: string } = {},
): Promise<string> {
  const { code, stdout, stderr } = await finish(command, options);
  if (code !== 0) throw new Error(`${command.join(" ")} failed (${code}): ${stderr.trim()}`);
  return stdout.trim();
}
