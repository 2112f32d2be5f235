/** Helpers as they run now: what the kernel tells of them in the tracer, read from /proc. */

import type { Helper } from "../../../src/enrich/helper/helper.ts";
import { parseHelper } from "../../../src/enrich/helper/parse_helper.ts";

/** The conmons that have a folder in an argument. */
export async function runningConmons(folder: string): Promise<readonly Helper[]> {
  const found: Helper[] = [];
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const text = await Deno.readTextFile(`/proc/${name}/cmdline`).catch(() => "");
    const status = await Deno.readTextFile(`/proc/${name}/status`).catch(() => "");
    const args = text.split("\0").slice(0, -1);
    const uid = Number(/^Uid:\s+(\d+)/m.exec(status)?.[1]);
    const claim = parseHelper(/^Name:\s+(.*)$/m.exec(status)?.[1] ?? "", args, folder);
    if (!args[0]?.endsWith("/conmon") || !text.includes(folder) || claim === undefined) continue;
    found.push({ pid: Number(name), startTime: 0, uid, workingDirectory: folder, args, claim });
  }
  return found;
}
