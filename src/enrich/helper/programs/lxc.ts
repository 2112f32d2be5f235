import { claimedId, claimedPath } from "../claimed_text.ts";
import type { HelperClaim } from "../helper.ts";
import type { HelperProgram } from "../helper_program.ts";
import { lastValue, type OptionSyntax, readOptions } from "../read_options.ts";

/** Options of lxc-start, lxc-execute and lxc-attach that take a value (lxc 5.0 src/lxc/tools). */
const SYNTAX: OptionSyntax = {
  dash: "short",
  valued: new Set([
    ..."nolPfspLcuagv".split("").map((letter) => `-${letter}`),
    "--name",
    "--logfile",
    "--logpriority",
    "--lxcpath",
    "--rcfile",
    "--define",
    "--pidfile",
    "--console",
    "--console-log",
    "--arch",
    "--namespaces",
    "--remount-sys-proc",
    "--set-var",
    "--keep-var",
    "--pty-log",
    "--rootfs",
    "--share-net",
    "--share-ipc",
    "--share-uts",
    "--share-pid",
    "--uid",
    "--gid",
    "--context",
  ]),
};

/** What a running monitor calls itself (lxc 5.0 src/lxc/lxccontainer.c): `[lxc monitor] PATH NAME`. */
const MONITOR = /^\[lxc monitor\] (\/.*) ([^/ ]+)$/s;

function claim(name: string | undefined, folder: string | undefined, cwd: string) {
  const containerId = claimedId(name);
  const stateFolder = claimedPath(folder, cwd);
  if (containerId === undefined) return undefined;
  return {
    runtime: "lxc",
    containerId,
    name: containerId,
    ...(stateFolder === undefined ? {} : { stateFolder }),
    startsProcesses: true,
  };
}

function readMonitor(args: readonly string[], cwd: string): HelperClaim | undefined {
  const found = MONITOR.exec(args[0] ?? "");
  return found === null ? undefined : claim(found[2], found[1], cwd);
}

function readLxc(args: readonly string[], cwd: string): HelperClaim | undefined {
  const monitor = readMonitor(args, cwd);
  if (monitor !== undefined) return monitor;
  const read = readOptions(args.slice(1), SYNTAX);
  const [positional, ...further] = read.rest;
  const name = lastValue(read, "-n", "--name");
  // `lxc-start web -P PATH` is as good as `lxc-start -P PATH web`.
  const behind = readOptions(name === undefined ? further : [], SYNTAX);
  const folder = lastValue(read, "-P", "--lxcpath") ?? lastValue(behind, "-P", "--lxcpath");
  return claim(name ?? positional, folder, cwd);
}

/** `forkstart NAME PATH CONFIG` and `forkexec NAME PATH CONFIG` (lxd 5 lxd/main_fork{start,exec}.go). */
function readFork(args: readonly string[], cwd: string): HelperClaim | undefined {
  const [, command, name, path] = args;
  if (command === "forkstart" || command === "forkexec") return claim(name, path, cwd);
  return readMonitor(args, cwd);
}

/** LXC's own tools. A container's id is its name, and its state folder is the one with all of them. */
export const LXC: HelperProgram = {
  commands: ["lxc-start", "lxc-attach", "lxc-execute", "memfd:lxc-attac"],
  title: /^(?:lxc-(?:start|attach|execute)|\[lxc monitor\] .*)$/s,
  source: "lxc 5.0 src/lxc/tools, src/lxc/lxccontainer.c; run here",
  read: readLxc,
};

/** LXD and Incus, which fork themselves to start a container. */
export const LXD: HelperProgram = {
  commands: ["lxd", "incusd"],
  source: "lxd 5 lxd/main_forkstart.go, lxd/main_forkexec.go",
  read: readFork,
};
