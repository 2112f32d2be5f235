/** A podman of a test's own, root's or a rootless user's: own storage, own settings, nothing left behind. */

import { answersPing } from "./answers_ping.ts";
import { finish, type Finished } from "./finished.ts";
import { testHere, whyMissing } from "./here.ts";
import { OwnDaemon } from "./own_daemon.ts";
import { killByArgument, removeTree } from "./own_processes.ts";
import { makeRootfs } from "./rootfs.ts";

/** A user of every Debian, for rootless containers: nobody logs in as such, and nothing runs as such. */
const ROOTLESS_UID = 1;
const BUSYBOX = "/bin/busybox";

/** Settings of {@link startPodman}. */
export interface PodmanOptions {
  /** Whose containers: root's, or those of a user without any right. @default "root" */
  readonly as?: "root" | "rootless";
  /** OCI runtime. @default "runc" */
  readonly runtime?: "runc" | "crun";
  /** Where events go; with `none` nothing tells of a container's life. @default "file" */
  readonly events?: "file" | "none";
  /** Puts every podman behind this command, such as `V1_ALONE`. @default [] */
  readonly behind?: readonly string[];
}

/** A podman that can be run. It has no daemon: nothing runs before a container does. */
export interface Podman extends AsyncDisposable {
  /** Its temporary folder; gone after `stop()`. */
  readonly folder: string;
  /** Who owns files and containers. */
  readonly uid: number;
  /** `--root`, where images and containers are kept. */
  readonly root: string;
  /** `--runroot`. */
  readonly runRoot: string;
  /** `--tmpdir`, with the log of events. */
  readonly tmpFolder: string;
  /** Path of the API's socket, once {@link startService} has been called. */
  readonly socket: string;
  /** Runs podman; never rejects on a failing command. */
  podman(args: readonly string[]): Promise<Finished>;
  /** Like `podman()`, gives the trimmed stdout, and throws with stderr when the command fails. */
  run(args: readonly string[]): Promise<string>;
  /** Makes an image of static busybox, and of `programs`, each copied into `/bin`. */
  importBusybox(name: string, programs?: readonly string[]): Promise<void>;
  /** Starts `podman system service`; resolves when it answers on `socket`. */
  startService(): Promise<void>;
  /** Ends the service; the containers live on. */
  stopService(): Promise<void>;
  /** Removes all containers and pods and the folder; safe to call twice. */
  stop(): Promise<void>;
}

/** Why no podman can be run here; undefined when it can. */
export function whyNoPodman(): Promise<string | undefined> {
  return whyMissing(["podman", "conmon", "runc", "tar", "setpriv", BUSYBOX]);
}

/** Registers a test that needs podman. */
export async function podmanTest(name: string, fn: () => Promise<void>): Promise<void> {
  testHere(name, await whyNoPodman(), fn);
}

/** Makes a podman; containers need no further flags: they have no network, and limits that any host allows. */
export async function startPodman(options: PodmanOptions = {}): Promise<Podman> {
  const { as = "root", runtime = "runc", events = "file", behind = [] } = options;
  const uid = as === "root" ? 0 : ROOTLESS_UID;
  // Short, as a socket's path holds 107 bytes at most.
  const folder = await Deno.makeTempDir({ prefix: "ctrack-podman-" });
  await Deno.chmod(folder, 0o755);
  const home = `${folder}/home`;
  const runFolder = `${folder}/run`;
  for (const path of [home, runFolder]) {
    await Deno.mkdir(path, { mode: 0o700 });
    await Deno.chown(path, uid, uid);
  }
  const settings = `${folder}/containers.conf`;
  await Deno.writeTextFile(settings, containersConf(runtime, events));
  await Deno.chmod(settings, 0o644);
  const root = `${home}/.local/share/containers/storage`;
  const runRoot = `${runFolder}/containers`;
  const tmpFolder = `${runFolder}/libpod/tmp`;
  const socket = `${folder}/run/podman.sock`;
  const places = uid === 0 ? ["--root", root, "--runroot", runRoot, "--tmpdir", tmpFolder] : [];
  const user = uid === 0
    ? []
    : ["setpriv", `--reuid=${uid}`, `--regid=${uid}`, "--clear-groups", "--"];
  const command = [
    ...behind,
    ...user,
    "env",
    "-i",
    `PATH=${Deno.env.get("PATH") ?? ""}`,
    `HOME=${home}`,
    `XDG_RUNTIME_DIR=${runFolder}`,
    `CONTAINERS_CONF=${settings}`,
    "podman",
    ...places,
  ];
  const service = new OwnDaemon({
    command: [...command, "system", "service", "--time=0", `unix://${socket}`],
    folder,
    answers: () => answersPing(socket),
  });
  let stopped: Promise<void> | undefined;

  function podman(args: readonly string[]): Promise<Finished> {
    return finish([...command, ...args], { cwd: folder });
  }

  async function run(args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await podman(args);
    if (code !== 0) throw new Error(`podman ${args.join(" ")} failed (${code}): ${stderr.trim()}`);
    return stdout.trim();
  }

  async function importBusybox(name: string, programs: readonly string[] = []): Promise<void> {
    const rootfs = `${folder}/rootfs`;
    const tar = `${folder}/rootfs.tar`;
    await makeRootfs(rootfs, programs);
    const packed = await finish(["tar", "-C", rootfs, "--owner=0", "--group=0", "-cf", tar, "."]);
    if (packed.code !== 0) throw new Error(packed.stderr);
    await run(["import", tar, name]);
    await Deno.remove(rootfs, { recursive: true });
    await Deno.remove(tar);
  }

  async function stop(): Promise<void> {
    await service.halt();
    await podman(["pod", "rm", "--all", "--force", "--time=0"]);
    await podman(["rm", "--all", "--force", "--time=0"]);
    await killPause(`${tmpFolder}/pause.pid`, uid);
    // Conmon and podman's own work after a container's end have the folder in an argument.
    await killByArgument(folder);
    await removeTree(folder);
  }

  return {
    folder,
    uid,
    root,
    runRoot,
    tmpFolder,
    socket,
    podman,
    run,
    importBusybox,
    startService: () => service.start(),
    stopService: () => service.halt(),
    stop: () => stopped ??= stop(),
    [Symbol.asyncDispose]: () => stopped ??= stop(),
  };
}

/** Settings that any host takes: no network, no limits above the usual, cgroups without systemd. */
function containersConf(runtime: string, events: string): string {
  return `[containers]
default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]
netns = "none"
[engine]
cgroup_manager = "cgroupfs"
events_logger = "${events}"
runtime = "${runtime}"
`;
}

/** The process that keeps a rootless user's namespaces; its own number in a file tells which it is. */
async function killPause(file: string, uid: number): Promise<void> {
  const pid = Number(await Deno.readTextFile(file).catch(() => ""));
  if (uid === 0 || !Number.isInteger(pid) || pid <= 1) return;
  const status = await Deno.readTextFile(`/proc/${pid}/status`).catch(() => "");
  if (Number(/^Uid:\s+(\d+)/m.exec(status)?.[1]) !== uid) return;
  try {
    Deno.kill(pid, "SIGKILL");
  } catch {
    // It has ended meanwhile.
  }
}
