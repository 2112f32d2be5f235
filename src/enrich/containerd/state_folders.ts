import type { Helper } from "../helper/helper.ts";

/** Where containerd keeps its state by default, and where distributions of Kubernetes and dockerd put it. */
export const DEFAULT_STATE_FOLDERS: readonly string[] = [
  "/run/containerd",
  "/run/k3s/containerd", // k3s and rke2
  "/var/snap/microk8s/common/run/containerd",
  "/run/k0s/containerd",
  "/run/docker/containerd/daemon", // a containerd that dockerd started itself
];

/** State folders that are looked into: a host has one or two; shims may tell of more. */
const FOLDERS_MAX = 16;

/**
 * Where bundles lie below a state folder, by the version of the shims. The first version's last release was
 * containerd 1.7.
 */
export const TASK_FOLDERS: readonly string[] = [
  "io.containerd.runtime.v2.task",
  "io.containerd.runtime.v1.linux",
];

/** `<state>/<task folder>/<namespace>/<id>`: a bundle, which is where a shim works. */
const BUNDLE = /^(\/.*)\/io\.containerd\.runtime\.(?:v2\.task|v1\.linux)\/[^/]+\/[^/]+\/?$/;

/** The state folders of the containerds of this host, as far as they are known. */
export class StateFolders {
  readonly #paths: Set<string>;
  /** Told by shims; the oldest gives way. */
  readonly #learned = new Set<string>();

  /** `given` stands in place of the defaults. */
  constructor(given: readonly string[] = DEFAULT_STATE_FOLDERS) {
    this.#paths = new Set(given);
  }

  /** Absolute paths, in the order in which to look: those given before those learned. */
  get paths(): readonly string[] {
    return [...this.#paths, ...this.#learned];
  }

  /**
   * Learns from where a shim works; true when that was news. A user may start a program of any name in any
   * folder: only root's shims are believed, and those that a user keeps in the runtime folder of his own.
   */
  notice({ claim, uid, workingDirectory }: Helper): boolean {
    if (claim.runtime !== "containerd") return false;
    const found = [claim.bundle, workingDirectory]
      .map((path) => BUNDLE.exec(path ?? "")?.[1])
      .find((path) => path !== undefined);
    if (found === undefined || this.#paths.has(found) || this.#learned.has(found)) return false;
    if (uid !== 0 && !found.startsWith(`/run/user/${uid}/`)) return false;
    if (this.#learned.size >= FOLDERS_MAX) {
      const [oldest] = this.#learned;
      if (oldest !== undefined) this.#learned.delete(oldest);
    }
    this.#learned.add(found);
    return true;
  }
}
