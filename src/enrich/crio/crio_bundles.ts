import type { Helper } from "../helper/helper.ts";
import { readBundle } from "../oci/read_bundle.ts";
import type { RuntimeContainer } from "../runtime_client.ts";
import { crioContainer } from "./crio_container.ts";

/** Where the storage library keeps what is lost at a reboot: `runroot` in CRI-O's configuration. */
export const DEFAULT_RUN_ROOT = "/run/containers/storage";

/** Run roots that are looked into: a host has one; conmon may tell of more. */
const ROOTS_MAX = 4;

/** CRI-O's ids; nothing else is a folder's name here. */
const ID = /^[0-9a-f]{64}$/;

/** `<run root>/overlay-containers/<id>/userdata`: a bundle, and what conmon is told of it. */
const BUNDLE = /^(\/.*)\/overlay-containers\/[0-9a-f]{64}\/userdata\/?$/;

/** The bundles of CRI-O's containers. */
export class CrioBundles {
  readonly #roots: Set<string>;
  #isPresent = false;

  /** `root` stands before those that are learned. */
  constructor(root: string = DEFAULT_RUN_ROOT) {
    this.#roots = new Set([root]);
  }

  /** Whether a helper of CRI-O has been seen: there is one, whether its socket answers or not. */
  get isPresent(): boolean {
    return this.#isPresent;
  }

  /** Learns from conmon's command line. Only root's is believed: a user may give any folder. */
  notice({ claim, uid }: Helper): void {
    if (uid !== 0) return;
    if (claim.runtime === "crio") this.#isPresent = true;
    const root = BUNDLE.exec(claim.bundle ?? "")?.[1];
    if (root !== undefined && this.#roots.size < ROOTS_MAX) this.#roots.add(root);
  }

  /** What a container's bundle tells; undefined when there is none of CRI-O's. Never rejects. */
  async lookup(id: string): Promise<RuntimeContainer | undefined> {
    if (!ID.test(id)) return undefined;
    for (const root of this.#roots) {
      const bundle = await readBundle(`${root}/overlay-containers/${id}/userdata`);
      if (bundle === undefined) continue;
      const container = crioContainer(id, bundle.config.annotations);
      if (container !== undefined) return { createdAt: bundle.createdAt, ...container };
    }
    return undefined;
  }
}
