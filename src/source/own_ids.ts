/** Who runs this program. */
export { isSetId } from "../shim/own_ids.ts";
