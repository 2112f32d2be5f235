const ESCAPED_BYTES = /(?:\\x[0-9a-fA-F]{2})+/g;

/**
 * Undoes systemd's escaping of unit names (`\x2d` is `-`, systemd.unit(5)). Escaped bytes are read
 * as UTF-8; bytes that are not become U+FFFD.
 */
export function unescapeUnit(name: string): string {
  if (!name.includes("\\x")) return name;
  return name.replace(ESCAPED_BYTES, (run) => {
    const bytes = run.slice(2).split("\\x").map((hex) => Number.parseInt(hex, 16));
    return new TextDecoder().decode(Uint8Array.from(bytes));
  });
}
