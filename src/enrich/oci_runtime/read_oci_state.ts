import { boundAnnotations } from "../oci/bound_annotations.ts";
import { parseOciConfig } from "../oci/parse_config.ts";
import { readOwnedFile } from "../owned_file.ts";
import { listFolder, listFolderNow, STATE_FILE_MAX } from "../state_file.ts";
import type { OciState } from "./oci_state.ts";
import type { StateFolder } from "./state_folders.ts";
import type { StateLayout } from "./state_layout.ts";

/** Entries of a folder that are looked at. */
export const CONTAINERS_MAX = 4096;

/**
 * What a folder holds of a container, annotations included; undefined where there is nothing, or what is there
 * is not its owner's. Never rejects.
 */
export async function readOciState(
  layout: StateLayout,
  folder: StateFolder,
  id: string,
): Promise<OciState | undefined> {
  const name = layout.file === undefined ? await entryOf(layout, folder, id) : layout.file(id);
  if (name === undefined) return undefined;
  const text = await readText(folder, name);
  const state = text === undefined ? undefined : layout.parse(text, id);
  if (state === undefined || layout.config === undefined) return state;
  const config = await readText(folder, layout.config(id));
  const annotations = config === undefined ? undefined : parseOciConfig(config)?.annotations;
  return { ...state, annotations: annotations ?? boundAnnotations(undefined) };
}

/** Ids of the containers in a folder, at most {@link CONTAINERS_MAX}. Never rejects. */
export async function listOciIds(
  layout: StateLayout,
  folder: StateFolder,
): Promise<readonly string[]> {
  const entries = await entriesOf(folder);
  return entries.map((entry) => layout.idOf(entry)).filter((id) => id !== undefined);
}

function entriesOf({ path, uid }: StateFolder) {
  return uid === 0 ? listFolderNow(path, CONTAINERS_MAX) : listFolder(path, CONTAINERS_MAX);
}

async function entryOf(layout: StateLayout, folder: StateFolder, id: string) {
  const entries = await entriesOf(folder);
  return entries.find((entry) => layout.idOf(entry) === id);
}

async function readText({ path, uid }: StateFolder, name: string): Promise<string | undefined> {
  return (await readOwnedFile(`${path}/${name}`, uid, STATE_FILE_MAX))?.text;
}
