import { readOwnedFile } from "../owned_file.ts";
import type { RuntimeClient } from "../runtime_client.ts";
import { isFolder } from "../state_file.ts";
import { createNamedByPathClient, type Details } from "../named_by_path.ts";
import { parseMachine } from "./parse_machine.ts";

/** Where systemd-machined keeps a file for each machine. */
export const MACHINES_FOLDER = "/run/systemd/machines";

/** Longest such file that is read, bytes: two paths and a dozen short values. */
const FILE_MAX = 64 * 1024;

/**
 * Makes a client for systemd-nspawn: the unit's or scope's name has the machine's, and systemd-machined's
 * file the rest. A machine that was not registered (`--register=no`) has its name in the helper's arguments.
 * @param folder @default MACHINES_FOLDER
 */
export function createNspawnClient(folder: string = MACHINES_FOLDER): RuntimeClient {
  const details = async (id: string): Promise<Details> => {
    const read = await readOwnedFile(`${folder}/${id}`, 0, FILE_MAX);
    const machine = read?.text === undefined ? undefined : parseMachine(read.text);
    if (machine?.name !== id) return {};
    const { createdAt } = machine;
    return {
      state: "running",
      ...createdAt === undefined ? {} : { createdAt, startedAt: createdAt },
    };
  };
  return createNamedByPathClient("nspawn", ["nspawn"], details, () => isFolder(folder));
}
