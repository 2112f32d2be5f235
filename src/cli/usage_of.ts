import { type CommandSpec, PROGRAM } from "./command_spec.ts";

/** How a command is written, such as `ctrack which [FLAGS] PID...`. */
export function usageOf({ name, isDefault, positionals, rest }: CommandSpec): string {
  const parts = [PROGRAM, isDefault ? `[${name}]` : name, "[FLAGS]"];
  for (const { name, required, many } of positionals) {
    const text = many ? `${name}...` : name;
    parts.push(required ? text : `[${text}]`);
  }
  if (rest !== undefined) parts.push(`[-- ${rest.name}]`);
  return parts.join(" ");
}
