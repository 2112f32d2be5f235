/** What a real podman left behind and told, captured by tests/fixtures/capture_podman.ts. */

import type { Helper } from "../../../src/enrich/helper/helper.ts";
import { parseHelper } from "../../../src/enrich/helper/parse_helper.ts";

const FOLDER = new URL("../../fixtures/podman/", import.meta.url);

/** The text of one captured file. */
export function fixture(name: string): string {
  return Deno.readTextFileSync(new URL(name, FOLDER));
}

/** The lines of one captured file. */
export function lines(name: string): readonly string[] {
  return fixture(name).split("\n").filter((line) => line !== "");
}

/** A conmon or another helper, as its command line makes it known. */
export function helperOf(uid: number, args: readonly string[], pid = 100): Helper {
  const claim = parseHelper("conmon", args, "/");
  if (claim === undefined) throw new Error(`no helper: ${args.join(" ")}`);
  return { pid, startTime: 1, uid, workingDirectory: "/", args, claim };
}

/** The captured conmons. */
export function conmons(name: string): readonly Helper[] {
  return lines(name).map((line) => {
    const { uid, args } = JSON.parse(line);
    return helperOf(uid, args);
  });
}

/** Id of the one captured container of a name. */
export function idOf(name: string): string {
  const found = JSON.parse(fixture("containers.jsonl"))
    .find((entry: { readonly names: readonly string[] }) => entry.names[0] === name);
  return found.id;
}
