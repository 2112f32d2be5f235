/** A real containerd of a test's own: own socket, own state and root, nothing left behind. */

import { GrpcChannel } from "../../src/enrich/grpc/grpc_channel.ts";
import { type CriPods, criPods } from "./cri_pods.ts";
import { finish, type Finished } from "./finished.ts";
import { testHere, whyMissing } from "./here.ts";
import { makeBusyboxRootfs, writeOciArchive } from "./oci_image.ts";
import { OwnDaemon } from "./own_daemon.ts";
import { killByArgument, removeTree } from "./own_processes.ts";
import { removeCgroup } from "./remove_cgroup.ts";

/** Static busybox of Debian's `busybox-static`: the image's only program. */
const BUSYBOX = "/bin/busybox";

/** Image of static busybox, known in the namespaces `default` and `k8s.io`. */
export const BUSYBOX_IMAGE = "ctrack.test/busybox:1";
/** Image of the process that holds a pod's namespaces, in `k8s.io`. */
const PAUSE_IMAGE = "ctrack.test/pause:1";
/** The namespace of the CRI plugin. */
export const CRI_NAMESPACE = "k8s.io";

/** A container for {@link Containerd.start}. */
export interface CtrContainer {
  readonly id: string;
  /** Program and arguments. */
  readonly command: readonly string[];
  /** @default "default" */
  readonly namespace?: string;
  /** Cgroup path. @default `/<namespace>/<id>` */
  readonly cgroup?: string;
  /** Labels; ctr writes them into the bundle's annotations, too. @default none */
  readonly labels?: Readonly<Record<string, string>>;
  /** @default BUSYBOX_IMAGE */
  readonly image?: string;
  /** Further flags of `ctr run`, such as `--pid-file`. @default [] */
  readonly args?: readonly string[];
}

/** A running containerd. */
export interface Containerd extends AsyncDisposable {
  /** Path of its gRPC socket: containerd's own services and CRI's. */
  readonly socket: string;
  /** Its temporary folder; gone after `stop()`. */
  readonly folder: string;
  /** Its state folder, what is `/run/containerd` elsewhere. */
  readonly state: string;
  /** Process id of the containerd that runs now. */
  readonly pid: number;
  /** Pods and their containers, by CRI. */
  readonly pods: CriPods;
  /** Runs ctr against this daemon; never rejects on a failing command. */
  ctr(args: readonly string[]): Promise<Finished>;
  /** Like `ctr()`, gives the trimmed stdout, and throws with stderr when the command fails. */
  run(args: readonly string[]): Promise<string>;
  /** `ctr run --rm`: waits for the container's end, and gives what it gave. */
  once(container: CtrContainer): Promise<Finished>;
  /** `ctr run --detach`: the container runs when this resolves. */
  start(container: CtrContainer): Promise<void>;
  /** Kills the container's processes and removes it. */
  remove(id: string, namespace?: string): Promise<void>;
  /** Makes an image of a folder, in these namespaces. @default both `default` and `k8s.io` */
  importFolder(name: string, rootfs: string, namespaces?: readonly string[]): Promise<void>;
  /** Ends the daemon; its containers live on. */
  halt(): Promise<void>;
  /** Starts the daemon again after `halt()`, on the same data; resolves when it answers. */
  resume(): Promise<void>;
  /** `halt()`, then `resume()`. */
  restart(): Promise<void>;
  /** Ends everything that was started here and removes the folder; safe to call twice. */
  stop(): Promise<void>;
}

/** Why no containerd can be started here; undefined when it can. */
export function whyNoContainerd(): Promise<string | undefined> {
  return whyMissing(["containerd", "ctr", "containerd-shim-runc-v2", "runc", "tar", BUSYBOX]);
}

/** Registers a test that needs a containerd. */
export async function containerdTest(name: string, fn: () => Promise<void>): Promise<void> {
  testHere(name, await whyNoContainerd(), fn);
}

/** Starts a containerd and waits until it answers; throws with the end of its log when it does not. */
export async function startContainerd(): Promise<Containerd> {
  // Short, as a socket's path holds 107 bytes at most.
  const folder = await Deno.makeTempDir({ prefix: "ctrack-ctrd-" });
  const socket = `${folder}/sock`;
  const state = `${folder}/state`;
  /** Cgroups that runtimes leave behind: those above the containers'. */
  const parents = new Set<string>();
  const daemon = new OwnDaemon({
    command: ["containerd", "--config", `${folder}/config.toml`],
    folder,
    answers: () => answers(socket),
  });
  let stopped: Promise<void> | undefined;

  function ctr(args: readonly string[]): Promise<Finished> {
    return finish(["ctr", "--address", socket, ...args]);
  }

  async function run(args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await ctr(args);
    if (code !== 0) throw new Error(`ctr ${args.join(" ")} failed (${code}): ${stderr.trim()}`);
    return stdout.trim();
  }

  function runArgs(container: CtrContainer, ...flags: string[]): string[] {
    const { id, namespace = "default", cgroup, labels = {}, image = BUSYBOX_IMAGE } = container;
    parents.add((cgroup ?? `/${namespace}/${id}`).replace(/\/[^/]*$/, ""));
    return [
      ...["--namespace", namespace, "run", `--runc-root=${folder}/runc`, ...flags],
      ...cgroup === undefined ? [] : ["--cgroup", cgroup],
      ...Object.entries(labels).flatMap(([key, value]) => ["--label", `${key}=${value}`]),
      ...[...container.args ?? [], image, id, ...container.command],
    ];
  }

  async function remove(id: string, namespace = "default"): Promise<void> {
    await ctr(["--namespace", namespace, "task", "rm", "--force", id]);
    await run(["--namespace", namespace, "container", "rm", id]);
  }

  async function importImage(
    name: string,
    rootfs: string,
    namespaces: readonly string[],
    command?: readonly string[],
  ): Promise<void> {
    const work = await Deno.makeTempDir({ dir: folder, prefix: "image-" });
    const image = { name, rootfs, ...command === undefined ? {} : { command } };
    await writeOciArchive(image, `${work}/layout`, `${work}/image.tar`);
    for (const namespace of namespaces) {
      await run(["--namespace", namespace, "images", "import", "--local", `${work}/image.tar`])
        // Older ones know no other way, and no flag for it.
        .catch(() => run(["--namespace", namespace, "images", "import", `${work}/image.tar`]));
    }
    await Deno.remove(work, { recursive: true });
  }

  async function importImages(): Promise<void> {
    const rootfs = `${folder}/rootfs`;
    await makeBusyboxRootfs(rootfs);
    await importImage(BUSYBOX_IMAGE, rootfs, ["default", CRI_NAMESPACE]);
    await importImage(PAUSE_IMAGE, rootfs, [CRI_NAMESPACE], ["/bin/sleep", "1000000"]);
    await Deno.remove(rootfs, { recursive: true });
  }

  async function stop(): Promise<void> {
    // Only a daemon removes containers whole, cgroups and all: one that was ended comes back for it.
    if (!(await answers(socket))) {
      await daemon.halt();
      await daemon.start().catch(() => undefined);
    }
    await pods.removeAll().catch(() => undefined);
    const namespaces = (await ctr(["namespaces", "ls", "-q"])).stdout.split("\n");
    for (const namespace of namespaces.filter((name) => name !== "")) {
      const ids = (await ctr(["--namespace", namespace, "containers", "ls", "-q"])).stdout;
      for (const id of ids.split("\n").filter((id) => id !== "")) {
        await remove(id, namespace).catch(() => undefined);
      }
    }
    // It, and shims that outlived a kill of it, have this folder in an argument.
    await killByArgument(folder);
    await daemon.halt();
    for (const parent of parents) if (parent !== "") await removeCgroup(parent);
    await removeTree(folder);
  }

  const pods = criPods({ socket, image: BUSYBOX_IMAGE });
  try {
    await writeConfig(folder);
    await daemon.start();
    await importImages();
  } catch (error) {
    await daemon.halt();
    await killByArgument(folder);
    await removeTree(folder);
    throw error;
  }
  return {
    socket,
    folder,
    state,
    get pid() {
      return daemon.pid;
    },
    pods,
    ctr,
    run,
    once: (container) => ctr(runArgs(container, "--rm")),
    async start(container) {
      await run(runArgs(container, "--detach", "--null-io"));
    },
    remove,
    importFolder: (name, rootfs, namespaces = ["default", CRI_NAMESPACE]) =>
      importImage(name, rootfs, namespaces),
    halt: () => daemon.halt(),
    resume: () => daemon.start(),
    async restart() {
      await daemon.halt();
      await daemon.start();
    },
    stop: () => stopped ??= stop(),
    [Symbol.asyncDispose]: () => stopped ??= stop(),
  };
}

/** What lets pods start without AppArmor, without the right to lower an OOM score, and without CNI. */
async function writeConfig(folder: string): Promise<void> {
  const cri = 'plugins."io.containerd.grpc.v1.cri"';
  await Deno.writeTextFile(
    `${folder}/config.toml`,
    `version = 2
root = "${folder}/root"
state = "${folder}/state"
[grpc]
  address = "${folder}/sock"
[${cri}]
  sandbox_image = "${PAUSE_IMAGE}"
  restrict_oom_score_adj = true
  disable_apparmor = true
  tolerate_missing_hugetlb_controller = true
  stream_server_port = "0"
[${cri}.cni]
  conf_dir = "${folder}/cni"
[${cri}.containerd.runtimes.runc]
  runtime_type = "io.containerd.runc.v2"
[${cri}.containerd.runtimes.runc.options]
  Root = "${folder}/runc"
`,
  );
}

/** Whether the daemon and its CRI plugin answer within a limit of their own. */
async function answers(socket: string): Promise<boolean> {
  const call = { path: "/runtime.v1.RuntimeService/Version", maxBytes: 4096, limitMs: 2_000 };
  try {
    using channel = await GrpcChannel.open(socket);
    await channel.unary(call, new AbortController().signal);
    return true;
  } catch {
    return false;
  }
}
