import { type Bundle, readBundle, regularFileTime } from "../oci/read_bundle.ts";
import type { RuntimeContainer, Unanswered } from "../runtime_client.ts";
import { FolderListing, folderTime } from "../folder_listing.ts";
import { containerFrom } from "./container_from.ts";
import { isForeignNamespace, isIdentifier, NAMESPACES_MAX } from "./namespaces.ts";
import { type StateFolders, TASK_FOLDERS } from "./state_folders.ts";

/**
 * Finds containers' bundles below containerd's state folders. What a bundle's `config.json` says is complete
 * before the container's cgroup exists. Answers within 0.5 ms: folders are listed
 * when they have changed. No symbolic link is followed below a state folder.
 */
export class BundleFinder {
  readonly #folders: StateFolders;
  readonly #namespaces = new FolderListing(
    NAMESPACES_MAX,
    (name) => isIdentifier(name) && !isForeignNamespace(name),
  );

  constructor(folders: StateFolders) {
    this.#folders = folders;
  }

  /** Whether any of the state folders is there: whether there is, or was, a containerd. */
  get isPresent(): boolean {
    return this.#folders.paths.some((folder) =>
      TASK_FOLDERS.some((task) => folderTime(`${folder}/${task}`) !== undefined)
    );
  }

  /**
   * What a container's bundle tells. `no answer` for a pod's container that is there, but whose name is not
   * in it. Of an id that two namespaces share nothing but the id is told. Never rejects.
   */
  async lookup(id: string): Promise<RuntimeContainer | Unanswered> {
    if (!isIdentifier(id)) return "none";
    for (const folder of this.#folders.paths) {
      const places = TASK_FOLDERS.flatMap((task) => this.#places(folder, task, id));
      const [only, other] = places;
      if (only === undefined) continue;
      if (other !== undefined) return { id, name: id };
      const bundle = await readBundle(`${only}/${id}`);
      if (bundle !== undefined) return fromBundle(id, bundle);
    }
    return "none";
  }

  /** When a container's shim noted its first process, ms since 1970. */
  startedAt(namespace: string, id: string): number | undefined {
    if (!isIdentifier(namespace) || !isIdentifier(id)) return undefined;
    for (const folder of this.#folders.paths) {
      for (const task of TASK_FOLDERS) {
        const time = regularFileTime(`${folder}/${task}/${namespace}/${id}/init.pid`);
        if (time !== undefined) return time;
      }
    }
    return undefined;
  }

  /** The namespaces' folders that have a bundle of this id. */
  #places(folder: string, task: string, id: string): readonly string[] {
    const path = `${folder}/${task}`;
    return this.#namespaces.names(path)
      .map((namespace) => `${path}/${namespace}`)
      .filter((folder) =>
        regularFileTime(`${folder}/${id}/config.json`) !== undefined &&
        folderTime(folder) !== undefined && folderTime(`${folder}/${id}`) !== undefined
      );
  }
}

function fromBundle(
  id: string,
  { config, createdAt, startedAt }: Bundle,
): RuntimeContainer | Unanswered {
  const container = containerFrom({ id, annotations: config.annotations });
  if (container === undefined) return "no answer";
  return {
    ...container,
    createdAt,
    ...startedAt === undefined ? {} : { startedAt },
  };
}
