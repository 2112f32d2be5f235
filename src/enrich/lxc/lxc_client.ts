import type { Helper } from "../helper/helper.ts";
import { createNamedByPathClient, type Details } from "../named_by_path.ts";
import { readOwnedFile } from "../owned_file.ts";
import type { RuntimeClient } from "../runtime_client.ts";
import { isFolder } from "../state_file.ts";
import { parseLxcConfig } from "./parse_lxc_config.ts";

/** Files with more about a container than its name; `%` stands for that. The first that is there counts. */
export const LXC_FILES: readonly string[] = [
  "/var/lib/lxc/%/config",
  "/var/lib/lxd/containers/%/backup.yaml",
  "/var/snap/lxd/common/lxd/containers/%/backup.yaml",
  "/var/lib/incus/containers/%/backup.yaml",
];

/** There since LXC was installed. */
const LXC_FOLDER = "/var/lib/lxc";

/** Longest such file that is read, bytes. */
const FILE_MAX = 1024 * 1024;

/** Folders kept of those that helpers told of (`-P`). */
export const FOLDERS_MAX = 16;

/** The client of LXC and what is built on it. */
export interface LxcClient extends RuntimeClient {
  noticed(helper: Helper): void;
}

/**
 * Makes a client for LXC, LXD, Incus and Proxmox: a container's id is its name, and the cgroup's path has it.
 * What it was made from stands in files of root's; a user's own containers have their name alone.
 * @param files Patterns of paths. @default LXC_FILES
 */
export function createLxcClient(files: readonly string[] = LXC_FILES): LxcClient {
  const folders = new Set<string>();
  const details = async (id: string): Promise<Details> => {
    const told = [...folders].map((folder) => `${folder}/%/config`);
    for (const pattern of [...files, ...told]) {
      const read = await readOwnedFile(pattern.replace("%", () => id), 0, FILE_MAX);
      if (read?.text !== undefined) return { state: "running", ...parseLxcConfig(read.text) };
    }
    return { state: "running" };
  };
  return {
    ...createNamedByPathClient("lxc", ["lxc"], details, () => isFolder(LXC_FOLDER)),
    noticed({ uid, claim }) {
      const { runtime, stateFolder } = claim;
      if (runtime !== "lxc" || stateFolder === undefined || uid !== 0) return;
      if (folders.size < FOLDERS_MAX) folders.add(stateFolder);
    },
  };
}
