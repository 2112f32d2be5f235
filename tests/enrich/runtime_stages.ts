/** What runtimes do on the way into a container, as measured: see src/enrich/helper/helper_commands.ts. */
import type { FakeKernel, Task } from "./fake_kernel.ts";

/** Where a container is to be. */
export interface Target {
  readonly id: string;
  /** A cgroup that exists; absent for a container that gets none of its own. */
  readonly cgroup?: number;
  readonly mounts: number;
}

/** A shim of Docker's containerd. */
export function startShim(kernel: FakeKernel, id: string): Task {
  const shim = kernel.init.fork().exec("containerd-shim", [
    "/usr/bin/containerd-shim-runc-v2",
    "-namespace",
    "moby",
    "-id",
    id,
    "-address",
    "/run/containerd/containerd.sock",
  ]);
  shim.isSubreaper = true;
  return shim;
}

/** conmon, as podman of this user starts it, in podman's own mount namespace. */
export function startConmon(
  kernel: FakeKernel,
  id: string,
  name: string,
  uid = 0,
  mounts = 0,
): Task {
  const podman = kernel.init.fork();
  podman.uid = uid;
  podman.enter(mounts).exec("podman", ["podman", "run", name]);
  const conmon = podman.fork().exec("conmon", [
    "/usr/bin/conmon",
    "--api-version",
    "1",
    "-c",
    id,
    "-n",
    name,
    "--exit-command",
    "/usr/bin/podman",
  ]);
  conmon.isSubreaper = true;
  podman.exit();
  return conmon;
}

/** What `/proc/self/exe` is called when it is started from memory. */
export type Copy = "runc" | "6" | "crun" | "3" | "memfd:lxc-attac";

/** `runc create`, up to the first process that waits for `runc start`; the caller ends `runc`. */
export function runcCreate(
  caller: Task,
  { id, cgroup, mounts }: Target,
  copy: Copy = "runc",
): Task {
  const runc = caller.fork().exec("runc", ["runc", "--root", "/run/runc", "create", id]);
  const parent = runc.fork().exec("exe", ["/proc/self/exe", "init"]).exec(copy, ["runc", "init"]);
  parent.rename("runc:[0:PARENT]");
  if (cgroup !== undefined) parent.move(cgroup);
  const child = parent.fork({ isSibling: true }).rename("runc:[1:CHILD]").enter(mounts);
  const init = child.fork({ isSibling: true, vpid: 1 }).rename("runc:[2:INIT]");
  child.exit();
  parent.exit();
  runc.exit();
  return init;
}

/** `runc exec`, up to the process that becomes the program; its parent is left. */
export function runcExec(
  caller: Task,
  { id, cgroup, mounts }: Target,
  copy: Copy = "runc",
): { readonly runc: Task; readonly inner: Task } {
  const runc = caller.fork().exec("runc", ["runc", "--root", "/run/runc", "exec", id, "ls"]);
  const parent = runc.fork().exec("exe", ["/proc/self/exe", "init"]).exec(copy, ["runc", "init"]);
  parent.rename("runc:[0:PARENT]");
  const child = parent.fork({ isSibling: true }).rename("runc:[1:CHILD]").enter(mounts);
  const inner = child.fork({ isSibling: true, vpid: 12 }).rename("runc:[2:INIT]");
  child.exit();
  parent.exit();
  if (cgroup !== undefined) inner.move(cgroup);
  return { runc, inner };
}

/** `crun create`, up to the first process that waits for `crun start`. */
export function crunCreate(
  caller: Task,
  { id, cgroup, mounts }: Target,
  copy: Copy = "crun",
): Task {
  const args = ["crun", "--root", "/run/crun", "create", id];
  const crun = caller.fork().exec("crun", args).exec(copy, args);
  const init = crun.fork({ mounts, vpid: 1 });
  if (cgroup !== undefined) init.move(cgroup);
  crun.exit();
  return init;
}

/** `crun exec`, up to the process that becomes the program. */
export function crunExec(caller: Task, { id, cgroup, mounts }: Target, copy: Copy = "crun"): Task {
  const args = ["crun", "--root", "/run/crun", "exec", id, "ls"];
  const crun = caller.fork().exec("crun", args).exec(copy, args);
  const outer = crun.fork().enter(mounts);
  const inner = outer.fork({ isSibling: true, vpid: 12 });
  outer.exit();
  return cgroup === undefined ? inner : inner.move(cgroup);
}

/** `lxc-start -n ID`, up to the container's first process. */
export function lxcStart(caller: Task, { id, cgroup, mounts }: Target): Task {
  const start = caller.fork().exec("lxc-start", ["lxc-start", "-n", id]);
  const between = start.fork();
  const monitor = between.fork();
  between.exit();
  start.exit();
  monitor.args = [`[lxc monitor] /var/lib/lxc ${id}`];
  const init = monitor.fork({ mounts, vpid: 1 });
  return cgroup === undefined ? init : init.move(cgroup);
}

/** `lxc-attach -n ID`, up to the process that becomes the program. */
export function lxcAttach(caller: Task, { id, cgroup, mounts }: Target, copy: Copy): Task {
  const args = ["lxc-attach", "-n", id];
  const attach = caller.fork().exec("lxc-attach", args).exec(copy, args);
  const outer = attach.fork();
  if (cgroup !== undefined) outer.move(cgroup);
  const inner = outer.enter(mounts).fork({ isSibling: true, vpid: 12 });
  outer.exit();
  return inner;
}

/** `systemd-nspawn -M ID`, up to the container's first process, in a cgroup that says nothing. */
export function nspawn(caller: Task, { id, cgroup, mounts }: Target): Task {
  const outer = caller.fork().exec("systemd-nspawn", ["systemd-nspawn", "-M", id, "-D", "/srv/x"]);
  const first = outer.fork({ mounts: mounts + 1 });
  const init = first.fork({ isSibling: true, vpid: 1 });
  first.exit();
  if (cgroup !== undefined) init.move(cgroup);
  return init.enter(mounts);
}
