import { isContainerId } from "../api/container_fields.ts";
import type { RuntimeContainer } from "../runtime_client.ts";
import { FolderListing } from "../folder_listing.ts";
import { readStateFile } from "../state_file.ts";
import { dataRootOf, DEFAULT_DATA_ROOT } from "./data_root.ts";
import { parseConfigV2 } from "./parse_config_v2.ts";

/** Where dockerd has its settings, unless it was told otherwise. */
const DAEMON_JSON = "/etc/docker/daemon.json";
/** Longest settings that are read, bytes. */
const DAEMON_JSON_MAX = 256 * 1024;
/** Longest state of a container that is read, bytes: 4 KiB without labels, environment and health log. */
const CONFIG_MAX = 2 * 1024 * 1024;
/** Reads in flight: each holds a file descriptor, and megabytes at worst. */
const READS_MAX = 32;
/** Names in a data root: dockerd itself makes a dozen. */
const FOLDERS_MAX = 64;
/** With `userns-remap` a daemon keeps all below a folder of this name, the first uid and gid. */
const REMAPPED = /^\d{1,10}\.\d{1,10}$/;

/**
 * A daemon's own record of its containers, which is there when the daemon is not: down, hung, or
 * restarted while its containers run on.
 */
export class DockerStateFiles {
  readonly #daemonJson: string;
  readonly #remapped = new FolderListing(FOLDERS_MAX, (name) => REMAPPED.test(name), {
    followsLink: true,
  });
  #dataRoot: string | undefined;
  #reads = 0;

  /** Until {@link learn} tells better, the data root is the one that the settings file names. */
  constructor(daemonJson: string = DAEMON_JSON) {
    this.#daemonJson = daemonJson;
  }

  /** The daemon itself told where its data root is. */
  learn(dataRoot: string): void {
    this.#dataRoot = dataRoot;
  }

  /** What is written of a container; undefined where nothing can be read. Never rejects. */
  async read(id: string): Promise<RuntimeContainer | undefined> {
    if (!isContainerId(id) || this.#reads >= READS_MAX) return undefined;
    this.#reads++;
    try {
      const root = this.#dataRoot ??
        dataRootOf(await readStateFile(this.#daemonJson, DAEMON_JSON_MAX)) ?? DEFAULT_DATA_ROOT;
      const found = await readContainer(root, id);
      if (found !== undefined) return found;
      for (const name of this.#remapped.names(root)) {
        const below = await readContainer(`${root}/${name}`, id);
        if (below !== undefined) return below;
      }
      return undefined;
    } finally {
      this.#reads--;
    }
  }
}

async function readContainer(root: string, id: string): Promise<RuntimeContainer | undefined> {
  const text = await readStateFile(`${root}/containers/${id}/config.v2.json`, CONFIG_MAX);
  const container = text === undefined ? undefined : parseConfigV2(text);
  return container?.id === id ? container : undefined;
}
