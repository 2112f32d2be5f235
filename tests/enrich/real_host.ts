import type { HostAccess } from "../../src/enrich/host_access.ts";

/** This host, as far as a test may read it. */
export const realHost: HostAccess = {
  read: (path, limit = 1 << 20) => attempt(() => Deno.readTextFileSync(path).slice(0, limit)),
  link: (path) => attempt(() => Deno.readLinkSync(path)),
};

/** A host that shows nothing. */
export const emptyHost: HostAccess = { read: () => undefined, link: () => undefined };

function attempt(read: () => string): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
