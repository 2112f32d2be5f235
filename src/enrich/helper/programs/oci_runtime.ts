import { claimedId, claimedPath } from "../claimed_text.ts";
import type { HelperClaim } from "../helper.ts";
import { helperDriver } from "../helper_driver.ts";
import type { HelperProgram } from "../helper_program.ts";
import { lastValue, type OptionSyntax, readOptions } from "../read_options.ts";

/** Options in front of the command (`runc --help` 1.1, `crun --help` 1.8, youki 0.3 cli.rs). */
const GLOBAL: OptionSyntax = {
  dash: "whole",
  valued: new Set([
    "--root",
    "--log",
    "--log-format",
    "--log-level",
    "--criu",
    "--rootless",
    "--cgroup-manager",
    // Short names of youki.
    "--r",
    "--l",
  ]),
};

/** Options of `create`, `run`, `start`, `exec` and `restore` that take a value, of the three together. */
const LONG = [
  "bundle",
  "config",
  "console-socket",
  "pid-file",
  "preserve-fds",
  "process",
  "process-label",
  "cwd",
  "env",
  "user",
  "additional-gids",
  "apparmor",
  "cap",
  "cgroup",
  "image-path",
  "work-path",
  "parent-path",
  "manage-cgroups-mode",
  "empty-ns",
  "lsm-profile",
  "lsm-mount-context",
] as const;
const SHORT = [..."bfpeugcC"];

/** runc reads `-bundle X` as Go does; the others read `-bX` as C does. */
const LOCAL: Readonly<Record<OptionSyntax["dash"], OptionSyntax>> = {
  whole: { dash: "whole", valued: new Set([...LONG, ...SHORT].map((name) => `--${name}`)) },
  short: {
    dash: "short",
    valued: new Set([...LONG.map((name) => `--${name}`), ...SHORT.map((name) => `-${name}`)]),
  },
};

/** Commands that are about a container that runs or will, and whether they make processes for it. */
const COMMANDS: ReadonlyMap<string, { readonly starts: boolean; readonly hasBundle: boolean }> =
  new Map([
    ["create", { starts: true, hasBundle: true }],
    ["run", { starts: true, hasBundle: true }],
    ["restore", { starts: true, hasBundle: true }],
    ["exec", { starts: true, hasBundle: false }],
    // Its first process is there already, and waits.
    ["start", { starts: false, hasBundle: false }],
  ]);

/** Reads the command line of a runtime that is called like runc. */
function readOciRuntime(
  name: string,
  dash: OptionSyntax["dash"],
  args: readonly string[],
  workingDirectory: string,
): HelperClaim | undefined {
  const global = readOptions(args.slice(1), GLOBAL);
  const [commandName = "", ...further] = global.rest;
  const command = COMMANDS.get(commandName);
  if (command === undefined) return undefined;
  const local = readOptions(further, LOCAL[dash]);
  const containerId = claimedId(local.rest[0]);
  if (containerId === undefined) return undefined;
  const stateFolder = claimedPath(lastValue(global, "--root", "--r"), workingDirectory);
  const bundle = command.hasBundle
    ? claimedPath(lastValue(local, "--bundle", "-b", "--b") ?? ".", workingDirectory)
    : undefined;
  // `exec` is told no bundle, but files that its driver keeps beside it, or in a folder of the session.
  const files = [lastValue(global, "--log"), lastValue(local, "--process", "-p", "--p")];
  const folders = files.map((file) => file?.replace(/\/[^/]*$/, ""));
  const above = folders.map((folder) => folder?.replace(/\/[^/]*$/, ""));
  const driver = helperDriver(bundle, stateFolder, ...folders, ...above);
  return {
    runtime: driver?.runtime ?? name,
    containerId,
    ...(driver?.namespace === undefined ? {} : { namespace: driver.namespace }),
    ...(bundle === undefined ? {} : { bundle }),
    ...(stateFolder === undefined ? {} : { stateFolder }),
    startsProcesses: command.starts,
  };
}

const SOURCE =
  "runc 1.1 create.go, exec.go; crun 1.8 src/{create,exec}.c; youki 0.3 crates/liboci-cli";

/** runc, also under the names that Docker and BuildKit give it. */
export const RUNC: HelperProgram = {
  commands: ["runc", "docker-runc", "buildkit-runc"],
  title: /^(?:(?:docker|buildkit)-)?runc(?:-current)?$/,
  source: SOURCE,
  read: (args, workingDirectory) => readOciRuntime("runc", "whole", args, workingDirectory),
};

/** crun. */
export const CRUN: HelperProgram = {
  commands: ["crun"],
  source: SOURCE,
  read: (args, workingDirectory) => readOciRuntime("crun", "short", args, workingDirectory),
};

/** youki. */
export const YOUKI: HelperProgram = {
  commands: ["youki"],
  source: SOURCE,
  read: (args, workingDirectory) => readOciRuntime("youki", "short", args, workingDirectory),
};
