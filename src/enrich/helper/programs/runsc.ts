import { claimedId, claimedPath } from "../claimed_text.ts";
import type { HelperClaim } from "../helper.ts";
import { helperDriver } from "../helper_driver.ts";
import type { HelperProgram } from "../helper_program.ts";
import { lastValue, type OptionSyntax, readOptions } from "../read_options.ts";

/** gVisor writes most options with `=`; these also come with a value of their own (runsc/cmd). */
const SYNTAX: OptionSyntax = {
  dash: "whole",
  valued: new Set([
    "--root",
    "--log",
    "--log-format",
    "--debug-log",
    "--bundle",
    "--console-socket",
    "--pid-file",
    "--internal-pid-file",
    "--user-log",
    "--process",
    "--cwd",
    "--user",
    "--env",
    "--cap",
    "--cpu-num",
    "--total-memory",
    "--image-path",
  ]),
};

/** Commands about a container, and whether processes of another mount namespace start below them. */
const COMMANDS: ReadonlyMap<string, boolean> = new Map([
  ["create", true],
  ["run", true],
  ["restore", true],
  ["start", false],
  // They run in the sandbox, where the host's kernel does not see them.
  ["exec", false],
  ["boot", true],
  // It is told the bundle alone.
  ["gofer", true],
]);

function readRunsc(args: readonly string[], workingDirectory: string): HelperClaim | undefined {
  const global = readOptions(args.slice(1), SYNTAX);
  const [command = "", ...further] = global.rest;
  const startsProcesses = COMMANDS.get(command);
  if (startsProcesses === undefined) return undefined;
  const local = readOptions(further, SYNTAX);
  const stateFolder = claimedPath(lastValue(global, "--root"), workingDirectory);
  const bundle = claimedPath(lastValue(local, "--bundle"), workingDirectory);
  const driver = helperDriver(bundle, stateFolder);
  const containerId = claimedId(local.rest[0]) ?? driver?.containerId;
  if (containerId === undefined && bundle === undefined) return undefined;
  return {
    runtime: driver?.runtime ?? "runsc",
    ...(containerId === undefined ? {} : { containerId }),
    ...(driver?.namespace === undefined ? {} : { namespace: driver.namespace }),
    ...(bundle === undefined ? {} : { bundle }),
    ...(stateFolder === undefined ? {} : { stateFolder }),
    startsProcesses,
  };
}

/** gVisor's runtime, its sandbox and its file server; the last two start as `exe` and name themselves. */
export const RUNSC: HelperProgram = {
  commands: ["runsc", "runsc-sandbox", "runsc-gofer", "exe"],
  title: /^runsc(?:-sandbox|-gofer)?$/,
  source:
    "gVisor release-20221219 runsc/sandbox/sandbox.go, runsc/container/container.go; run here",
  read: readRunsc,
};
