/** Programs and libraries that tests are made of: compiled when first needed, found by each test after it. */

import { succeed } from "./finished.ts";
import { exists } from "./here.ts";

const FLAGS = ["-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror"];
const CACHE = new URL("../../.cache/workload/", import.meta.url).pathname;

/**
 * Path of what clang makes of this file of this folder. It is nobody's own: whoever changes it, or gives it
 * to another user, takes a copy.
 */
export async function compiled(source: string, flags: readonly string[]): Promise<string> {
  const path = new URL(source, import.meta.url).pathname;
  const [name] = source.split(".");
  const made = `${CACHE}${name}-${await digest(await Deno.readTextFile(path), ...flags)}`;
  if (await exists(made)) return made;
  await Deno.mkdir(CACHE, { recursive: true });
  // Whole or not there, whoever else compiles it meanwhile.
  const temporary = await Deno.makeTempFile({ dir: CACHE });
  await succeed(["clang", ...FLAGS, ...flags, "-o", temporary, path]);
  await Deno.chmod(temporary, 0o755);
  await Deno.rename(temporary, made);
  return made;
}

/** Tells one source with its flags from another. */
async function digest(...parts: readonly string[]): Promise<string> {
  const bytes = new TextEncoder().encode(parts.join("\0"));
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex().slice(0, 16);
}
