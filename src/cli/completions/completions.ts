import type { CommandSpec } from "../command_spec.ts";
import { bashCompletions } from "./bash.ts";
import { fishCompletions } from "./fish.ts";
import type { Shell } from "./shells.ts";
import { zshCompletions } from "./zsh.ts";

const RENDERERS = {
  bash: bashCompletions,
  zsh: zshCompletions,
  fish: fishCompletions,
} as const satisfies Record<Shell, (commands: readonly CommandSpec[]) => string>;

/** The completion script of a shell, made from the commands' own lists. */
export function renderCompletions(shell: Shell, commands: readonly CommandSpec[]): string {
  return RENDERERS[shell](commands);
}
