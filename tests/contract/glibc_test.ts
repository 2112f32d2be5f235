/** The oldest glibc that `dist/ctrack` runs with, as README has it. */

import { assertEquals } from "@std/assert";
import { exists, testHere, whyNoProgram } from "../workload/here.ts";

/** RHEL 8 and Debian 10 have it. */
const FLOOR = [2, 28] as const;

const ROOT = new URL("../../", import.meta.url).pathname;
const FILES = [`${ROOT}dist/ctrack`, `${ROOT}dist/lib/libctrack_shim.so`];

function isNewer([major, minor]: readonly [number, number]): boolean {
  return major > FLOOR[0] || major === FLOOR[0] && minor > FLOOR[1];
}

/** What a file takes from a glibc that is newer than the floor. */
async function newerSymbols(path: string): Promise<readonly string[]> {
  const command = new Deno.Command("objdump", { args: ["-T", path], stderr: "null" });
  const text = new TextDecoder().decode((await command.output()).stdout);
  return [...text.matchAll(/\(GLIBC_(\d+)\.(\d+)[.\d]*\) +(\S+)$/gm)]
    .filter(([, major, minor]) => isNewer([Number(major), Number(minor)]))
    .map(([, major, minor, name]) => `${name} of ${major}.${minor}`);
}

for (const path of FILES) {
  const name = path.slice(ROOT.length);
  const missing = await exists(path) ? await whyNoProgram(["objdump"]) : "needs make build";
  testHere(`${name} needs no glibc newer than ${FLOOR.join(".")}`, missing, async () => {
    assertEquals(await newerSymbols(path), []);
  });
}
