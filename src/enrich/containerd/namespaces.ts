/** Namespaces of dockerd: it alone knows its containers' names. */
const DOCKER_NAMESPACES: readonly string[] = ["moby", "plugins.moby"];

/** Namespaces that are looked at on one host: four are many. */
export const NAMESPACES_MAX = 64;

/** Whether containers of this namespace are told by somebody else. */
export function isForeignNamespace(namespace: string): boolean {
  return DOCKER_NAMESPACES.includes(namespace);
}

/**
 * containerd's names for containers and namespaces: letters and digits, joined by single `.`, `_` or `-`, at
 * most 76 (pkg/identifiers). No such name leads out of a folder.
 */
export function isIdentifier(text: string): boolean {
  return text.length <= 76 && /^[0-9A-Za-z]+(?:[._-][0-9A-Za-z]+)*$/.test(text);
}
