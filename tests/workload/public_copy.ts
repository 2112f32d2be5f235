import { CTRACK } from "./ctrack.ts";

/** A copy of the binary that every user may run. Its folder is removed with it. */
export async function publicCopy(): Promise<{ readonly path: string } & AsyncDisposable> {
  const folder = await Deno.makeTempDir({ prefix: "ctrack-public-" });
  await Deno.chmod(folder, 0o755);
  await Deno.copyFile(CTRACK, `${folder}/ctrack`);
  await Deno.chmod(`${folder}/ctrack`, 0o755);
  return {
    path: `${folder}/ctrack`,
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}
