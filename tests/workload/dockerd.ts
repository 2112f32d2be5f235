/** A real dockerd of a test's own: own socket, own data root, nothing left behind. */

import { answersPing } from "./answers_ping.ts";
import { inMountNamespace } from "./cgroup_view.ts";
import type { Finished } from "./finished.ts";
import { exists, testHere, whyMissing } from "./here.ts";
import { OwnDaemon } from "./own_daemon.ts";
import { killByArgument, removeTree } from "./own_processes.ts";

/** Longest time for a docker command, ms; then it is killed, and has failed. */
const COMMAND_LIMIT_MS = 60_000;
/** Static busybox of Debian's `busybox-static`: the image's only program. */
const BUSYBOX = "/bin/busybox";

/** Settings of {@link startDockerd}. */
export interface DockerdOptions {
  /** Further flags for dockerd, such as `--live-restore`. @default [] */
  readonly args?: readonly string[];
  /** A command in front of dockerd that becomes it, such as `V2_ALONE`. @default [] */
  readonly wrap?: readonly string[];
  /**
   * Maps the containers' users to others, as `--userns-remap` does: the host's files that say which ones are
   * left alone. @default false
   */
  readonly remapUsers?: boolean;
}

/** A running dockerd. */
export interface Dockerd extends AsyncDisposable {
  /** Path of its API socket. */
  readonly socket: string;
  /** Its temporary folder; gone after `stop()`. */
  readonly folder: string;
  /** Process id of the dockerd that runs now. */
  readonly pid: number;
  /** Runs the docker client against this daemon; never rejects on a failing command. */
  docker(args: readonly string[]): Promise<Finished>;
  /** Like `docker()`, gives the trimmed stdout, and throws with stderr when the command fails. */
  run(args: readonly string[]): Promise<string>;
  /** Makes an image of static busybox with a link for each applet in /bin. */
  importBusybox(name: string): Promise<void>;
  /**
   * Ends the daemon, its containers with it unless `--live-restore` is on. A program deaf to SIGTERM,
   * such as a shell as pid 1, makes this take 10 s: `docker run --stop-timeout=1` helps.
   */
  halt(): Promise<void>;
  /** Starts the daemon again after `halt()`, on the same data; resolves when it answers. */
  resume(): Promise<void>;
  /** `halt()`, then `resume()`. */
  restart(): Promise<void>;
  /** Ends everything that was started here and removes the folder; safe to call twice. */
  stop(): Promise<void>;
}

/** Why no dockerd can be started here; undefined when it can. */
export function whyNoDockerd(): Promise<string | undefined> {
  return whyMissing(["dockerd", "containerd", "runc", "docker", "tar", BUSYBOX]);
}

/** Registers a test that needs a dockerd. */
export async function dockerdTest(name: string, fn: () => Promise<void>): Promise<void> {
  testHere(name, await whyNoDockerd(), fn);
}

/** Starts a dockerd and waits until it answers; throws with the end of its log when it does not. */
export async function startDockerd(options: DockerdOptions = {}): Promise<Dockerd> {
  // Short, as a socket's path holds 107 bytes at most.
  const folder = await Deno.makeTempDir({ prefix: "ctrack-dockerd-" });
  // Mapped users have to get through.
  await Deno.chmod(folder, 0o711);
  const socket = `${folder}/sock`;
  const daemon = new OwnDaemon({
    command: dockerdCommand(folder, options),
    folder,
    answers: () => answersPing(socket),
  });
  let stopped: Promise<void> | undefined;

  async function docker(args: readonly string[]): Promise<Finished> {
    const { code, stdout, stderr } = await new Deno.Command("docker", {
      args: ["-H", `unix://${socket}`, ...args],
      env: { DOCKER_CONFIG: `${folder}/config`, DOCKER_HOST: "", DOCKER_CONTEXT: "" },
      stdin: "null",
      signal: AbortSignal.timeout(COMMAND_LIMIT_MS),
    }).output();
    const text = new TextDecoder();
    return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
  }

  async function run(args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await docker(args);
    if (code !== 0) throw new Error(`docker ${args.join(" ")} failed (${code}): ${stderr.trim()}`);
    return stdout.trim();
  }

  async function importBusybox(name: string): Promise<void> {
    const root = `${folder}/rootfs`;
    await Deno.mkdir(`${root}/bin`, { recursive: true });
    await Deno.mkdir(`${root}/tmp`, { recursive: true });
    await Deno.copyFile(BUSYBOX, `${root}/bin/busybox`);
    const list = await new Deno.Command(BUSYBOX, { args: ["--list"] }).output();
    for (const applet of new TextDecoder().decode(list.stdout).split("\n")) {
      if (applet === "" || applet === "busybox") continue;
      await Deno.symlink("busybox", `${root}/bin/${applet}`);
    }
    const tar = `${folder}/rootfs.tar`;
    const packed = await new Deno.Command("tar", { args: ["-C", root, "-cf", tar, "."] }).output();
    if (!packed.success) throw new Error(new TextDecoder().decode(packed.stderr));
    await run(["import", tar, name]);
    await Deno.remove(root, { recursive: true });
    await Deno.remove(tar);
  }

  async function resume(): Promise<void> {
    await dropContainerd(folder);
    await daemon.start();
  }

  async function stop(): Promise<void> {
    // Only a daemon removes containers whole, cgroups and all: one that was ended comes back for it.
    // Their processes are killed before, as it would give each 10 s to heed a SIGTERM.
    if (!(await answersPing(socket))) {
      await daemon.halt();
      await killByArgument(folder);
      await resume().catch(() => undefined);
    }
    const { stdout } = await docker(["ps", "-aq"]);
    const ids = stdout.split("\n").filter((id) => id !== "");
    if (ids.length > 0) await docker(["rm", "-f", ...ids]);
    // Nothing is left for it to put in order, for which it would take a second. It, its containerd and
    // shims have this folder in an argument.
    await killByArgument(folder);
    await daemon.halt();
    await removeTree(folder);
  }

  try {
    await resume();
  } catch (error) {
    await killByArgument(folder);
    await removeTree(folder);
    throw error;
  }
  return {
    socket,
    folder,
    get pid() {
      return daemon.pid;
    },
    docker,
    run,
    importBusybox,
    halt: () => daemon.halt(),
    resume,
    async restart() {
      await daemon.halt();
      await resume();
    },
    stop: () => stopped ??= stop(),
    [Symbol.asyncDispose]: () => stopped ??= stop(),
  };
}

/**
 * Ends the containerd of a dockerd that was killed, and its pid file: it dies with its parent, but as
 * long as nobody has reaped it, the next dockerd waits in vain for it to answer.
 */
async function dropContainerd(folder: string): Promise<void> {
  const file = `${folder}/exec/containerd/containerd.pid`;
  if (!(await exists(file))) return;
  await killByArgument(`${folder}/exec/containerd/containerd.toml`);
  await Deno.remove(file);
}

function dockerdCommand(
  folder: string,
  { args = [], wrap = [], remapUsers = false }: DockerdOptions,
): readonly string[] {
  return [
    ...wrap,
    ...remapUsers ? inMountNamespace(privateUserMap(`${folder}/etc`)) : [],
    "dockerd",
    "--iptables=false",
    "--bridge=none",
    `--data-root=${folder}/root`,
    `--exec-root=${folder}/exec`,
    `--pidfile=${folder}/pid`,
    `--host=unix://${folder}/sock`,
    ...remapUsers ? ["--userns-remap=nobody:nogroup"] : [],
    ...args,
  ];
}

/** Shell commands that put a copy of /etc in its place, with 65,536 users for `nobody` to map to. */
function privateUserMap(copy: string): string {
  return `rm -rf ${copy} && cp -a /etc ${copy} && echo nobody:100000:65536 >${copy}/subuid && ` +
    `cp ${copy}/subuid ${copy}/subgid && mount --bind ${copy} /etc`;
}
