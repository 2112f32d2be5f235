/** Each runtime as something that runs short containers, for the torture and the benchmark alike. */

import { assertEquals } from "@std/assert";
import type { Containerd } from "./containerd.ts";
import type { Dockerd } from "./dockerd.ts";
import type { Finished } from "./finished.ts";
import type { Lxc } from "./lxc.ts";
import { runNspawn } from "./nspawn.ts";
import type { Podman } from "./podman.ts";
import type { OciRuntime } from "./runc.ts";
import { newContainer } from "./tracing.ts";

/** A runtime, as far as it runs short containers. */
export interface Subject {
  /** ctrack's flags that point at it. */
  readonly flags: readonly string[];
  /** What each line says of each container beside id, name and label. */
  readonly says: {
    readonly runtime: string;
    readonly kind: string;
    /** Absent where it may be there or not. */
    readonly image?: { readonly name: string };
  };
  /** What the runtime tells of each container's life, in order; absent where it may tell or not. */
  readonly actions?: readonly string[];
  /**
   * Runs this command in a new container of this name to its end, and removes the container. Gives the
   * container's id.
   */
  readonly run: (name: string, args: readonly string[]) => Promise<string>;
}

/** Image of {@link ctrSubject}'s containers, made by `importFolder()`. */
export const CTR_IMAGE = "ctrack.test/acts:1";

/** Docker, with an image of `act` and `leaf`, and further flags for `docker run`. */
export function dockerSubject(dockerd: Dockerd, image: string, ...flags: string[]): Subject {
  return {
    flags: ["--docker-socket", dockerd.socket],
    says: { runtime: "docker", kind: "docker", image: { name: image } },
    actions: ["create", "start", "die", "destroy"],
    async run(name, args) {
      const file = `${dockerd.folder}/${name}.cid`;
      const options = ["--rm", `--cidfile=${file}`, ...flags];
      await dockerd.run(newContainer("run", name, ...options, image, ...args));
      return await Deno.readTextFile(file);
    },
  };
}

/** Where containers of ctr are, and what that says of them. */
export interface CtrPlace {
  readonly path: (id: string) => string | undefined;
  readonly kind: string;
  /** Whether ctrack is told where containerd is; else it finds out by the first shim. */
  readonly isTold: boolean;
}

/** Both ways in which a kubelet names a pod's cgroup and a container's in it; and containerd's own. */
export const CTR_PLACES = {
  "in pods, cgroupfs style": {
    path: (id) => `/kubepods/burstable/pod${crypto.randomUUID()}/${id}`,
    kind: "kubernetes",
    isTold: true,
  },
  "in pods, systemd style": {
    path(id) {
      const pod = `kubepods-burstable-pod${crypto.randomUUID().replaceAll("-", "_")}.slice`;
      return `/kubepods.slice/kubepods-burstable.slice/${pod}/cri-containerd-${id}.scope`;
    },
    kind: "kubernetes-containerd",
    isTold: true,
  },
  "in its own place, found by its shims": {
    path: () => undefined,
    kind: "containerd",
    isTold: false,
  },
} as const satisfies Readonly<Record<string, CtrPlace>>;

/** containerd by ctr; its containers have names as nerdctl gives them. */
export function ctrSubject(containerd: Containerd, { path, kind, isTold }: CtrPlace): Subject {
  return {
    flags: isTold ? ["--containerd-socket", containerd.socket] : [],
    // Shims and bundles know no image of ctr's: where containerd takes its time, it comes behind the name.
    says: { runtime: "containerd", kind },
    async run(name, args) {
      // Kubernetes has 64 hexadecimal digits for an id.
      const id = crypto.getRandomValues(new Uint8Array(32)).toHex();
      const cgroup = path(id);
      expectSuccess(
        await containerd.once({
          id,
          command: args,
          image: CTR_IMAGE,
          labels: { "nerdctl/name": name },
          ...cgroup === undefined ? {} : { cgroup },
        }),
      );
      return id;
    },
  };
}

/** podman without a socket. */
export function podmanSubject(podman: Podman, image: string): Subject {
  return {
    flags: [],
    says: { runtime: "podman", kind: "podman", image: { name: `localhost/${image}` } },
    async run(name, args) {
      // The user whose podman it is writes the file.
      const file = `${podman.folder}/home/${name}.cid`;
      await podman.run(["run", "--rm", `--cidfile=${file}`, "--name", name, image, ...args]);
      return (await Deno.readTextFile(file)).trim();
    },
  };
}

/** Bare runc or crun, in cgroups whose paths say nothing of a container. */
export function ociSubject(runtime: OciRuntime, name: "runc" | "crun"): Subject {
  return {
    flags: [],
    says: { runtime: name, kind: "unknown" },
    async run(id, args) {
      expectSuccess(await runtime.run(id, args, { cgroup: `/ctrack-untold/${id}` }));
      return id;
    },
  };
}

/** LXC. */
export function lxcSubject(lxc: Lxc): Subject {
  return {
    flags: [],
    says: { runtime: "lxc", kind: "lxc" },
    async run(name, args) {
      expectSuccess(await lxc.run(name, args));
      return name;
    },
  };
}

/** systemd-nspawn: one machine at a time. */
export function nspawnSubject(rootfs: string): Subject {
  return {
    flags: [],
    says: { runtime: "nspawn", kind: "nspawn" },
    async run(name, args) {
      expectSuccess(await runNspawn(rootfs, name, args));
      return name;
    },
  };
}

function expectSuccess({ code, stderr }: Finished): void {
  assertEquals({ code, stderr: code === 0 ? "" : stderr }, { code: 0, stderr: "" });
}
