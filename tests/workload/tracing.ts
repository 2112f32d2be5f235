/** What most end-to-end tests with Docker begin and end with. */

import { assertEquals } from "@std/assert";
import { type Ctrack, type CtrackResult, startCtrack } from "./ctrack.ts";
import type { Dockerd } from "./dockerd.ts";
import { inContainer } from "./event_line.ts";
import { LINE_LIMIT_MS } from "./line_reader.ts";

/** The image of `importPrograms()` in these tests. */
export const IMAGE = "acts:1.0";

/** A user that nobody else is: with `-u` the kernel hands over events of these containers alone. */
export const OWN_USER = "54322";

/** A name that nothing else on the host has: others may run containers, too. */
export function randomName(word: string): string {
  return `${word}-${crypto.randomUUID().slice(0, 6)}`;
}

/** A network namespace of a container's own, with nothing in it. */
export const OWN_NETWORK = "--net=none";

/**
 * Arguments of `docker run` or `docker create` for a container of this name. It has the host's network unless
 * told otherwise: for one of its own dockerd runs itself once more, which takes as long as all the rest.
 */
export function newContainer(
  verb: "run" | "create",
  name: string,
  ...rest: readonly string[]
): string[] {
  const network = rest.some((argument) => argument.startsWith("--net=")) ? [] : ["--net=host"];
  return [verb, "--name", name, ...network, ...rest];
}

/** Waits until the container has printed so many lines, and gives them. */
export async function untilLogged(
  dockerd: Dockerd,
  name: string,
  count: number,
): Promise<string[]> {
  const deadline = Date.now() + LINE_LIMIT_MS;
  for (;;) {
    const lines = (await dockerd.run(["logs", name])).split("\n").filter((line) => line !== "");
    if (lines.length >= count) return lines;
    if (Date.now() > deadline) throw new Error(`${name} printed only ${lines.length} lines`);
  }
}

/** Starts ctrack with JSON output on this Docker. */
export async function startTracing(dockerd: Dockerd, ...flags: string[]): Promise<Ctrack> {
  return await startCtrack(["-o", "json", "--docker-socket", dockerd.socket, ...flags]);
}

/** The losses of a summary when there were none. */
export const NOTHING_LOST = {
  ring_full: 0,
  too_large: 0,
  recursion: 0,
  undecodable: 0,
  unwritten: 0,
};

/**
 * Ends it and checks what holds for each good run: the signal's exit code, every line whole, nothing
 * lost, and each event of the named containers labelled.
 */
export async function endWell(ctrack: Ctrack, ...names: string[]): Promise<CtrackResult> {
  const result = await ctrack.stop();
  const { code, rest, summary, lines, events } = result;
  assertEquals({ code, rest, lines: lines.length }, { code: 130, rest: "", lines: events.length });
  assertEquals(summary?.lost, NOTHING_LOST);
  for (const name of names) {
    const labels = events.filter(inContainer(name)).map(({ container }) => container?.label);
    assertEquals(labels.filter((label) => label !== "ok"), []);
  }
  return result;
}
