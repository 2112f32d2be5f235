/** What was fetched or made once and is kept: below `.cache/kernels` of the tree. */

const ROOT = new URL("../../", import.meta.url).pathname;

/** Folder of all that is kept. */
export const CACHE = `${ROOT}.cache/kernels`;

/**
 * Path of something in the cache, made when it is not there. It is made under another name and renamed when it
 * is complete: once there, it is right.
 */
export async function cached(name: string, make: (path: string) => Promise<void>): Promise<string> {
  const path = `${CACHE}/${name}`;
  if (await isThere(path)) return path;
  await Deno.mkdir(CACHE, { recursive: true });
  const scratch = await Deno.makeTempDir({ dir: CACHE, prefix: "part-" });
  try {
    await make(`${scratch}/made`);
    await Deno.rename(`${scratch}/made`, path);
  } finally {
    await Deno.remove(scratch, { recursive: true });
  }
  return path;
}

async function isThere(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
