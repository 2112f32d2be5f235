/** Longest name of a directory (`NAME_MAX`): runtimes make one of each id. */
const MAX_ID = 255;
/** Names have no limit in podman; longer ones are cut. */
const MAX_NAME = 256;
/** The kernel's limit for a path. */
const MAX_PATH = 4096;

/** Characters that no runtime lets into an id. */
// deno-lint-ignore no-control-regex
const CONTROL = /[\x00-\x1f\x7f]/;

/** An id that is safe as the name of a file: no separator, no `.` or `..`; undefined for any other text. */
export function claimedId(text: string | undefined): string | undefined {
  if (text === undefined || text === "" || text.length > MAX_ID) return undefined;
  if (text === "." || text === ".." || text.includes("/") || CONTROL.test(text)) return undefined;
  return text;
}

/** A name; a longer one is cut, the last character then an ellipsis. */
export function claimedName(text: string | undefined): string | undefined {
  if (text === undefined || text === "") return undefined;
  return text.length <= MAX_NAME ? text : `${text.slice(0, MAX_NAME - 1)}\u2026`;
}

/** An absolute path without `.` and `..`, as the program of this working directory means it. */
export function claimedPath(
  text: string | undefined,
  workingDirectory: string,
): string | undefined {
  if (text === undefined || text === "" || text.includes("\0")) return undefined;
  const path = text.startsWith("/") ? text : `${workingDirectory}/${text}`;
  if (!path.startsWith("/") || path.length > MAX_PATH) return undefined;
  const names: string[] = [];
  for (const name of path.split("/")) {
    if (name === "..") names.pop();
    else if (name !== "" && name !== ".") names.push(name);
  }
  return `/${names.join("/")}`;
}

/** The last name in a path; empty for the root. */
export function baseName(path: string): string {
  return path.replace(/\/+$/, "").replace(/^.*\//s, "");
}
