import type { CommandSpec } from "../cli/command_spec.ts";
import { SHELLS } from "../cli/completions/shells.ts";

/** `ctrack completions` as parser, help and completions know it. */
export const COMPLETIONS = {
  name: "completions",
  purpose: "print a shell's completion script",
  examples: [
    { command: "source <(ctrack completions bash)", says: "for this shell" },
    {
      command: "ctrack completions zsh > ~/.zfunc/_ctrack",
      says: "for every zsh, with ~/.zfunc in fpath",
    },
    {
      command: "ctrack completions fish > ~/.config/fish/completions/ctrack.fish",
      says: "for every fish",
    },
  ],
  positionals: [{
    name: "SHELL",
    help: "One of bash, zsh and fish.",
    required: true,
    choices: SHELLS,
  }],
  flags: [],
  rules: [],
} as const satisfies CommandSpec;
