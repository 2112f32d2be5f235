/** Folders of files that this program makes, held open while it does. */
export { type HeldFolder, holdFolder } from "../shim/held_folder.ts";
