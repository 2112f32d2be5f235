/** Programs of this machine that the kernels' tests run. */

/** Settings of {@link output}. */
export interface OutputOptions {
  readonly cwd?: string;
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a program and gives its stdout. @throws {Error} with the end of its stderr when it fails. */
export async function output(
  program: string,
  args: readonly string[],
  options: OutputOptions = {},
): Promise<string> {
  const command = new Deno.Command(program, { ...options, args: [...args], stdin: "null" });
  const { success, stdout, stderr } = await command.output();
  const text = new TextDecoder();
  if (!success) throw new Error(`${program}: ${text.decode(stderr).trim().slice(-500)}`);
  return text.decode(stdout);
}
