import { runRecording } from "./pipeline_stages.ts";

/** Whether two programs print the same. */
export interface Sameness {
  readonly lines: number;
  /** The first two lines that differ; absent when none does. */
  readonly difference?: string;
}

/** The consumer knows no runtimes and waits for none, and tells no roles. */
function withoutLabel(line: string): string {
  return line.replace(/"label":"[a-z]+",/, "").replace(/,?"role":"[a-z]+"/, "");
}

/** Compares what a command prints of a recording with what ctrack's own stages print of it. */
export async function sameJson(
  [program = "", ...args]: readonly string[],
  recording: { readonly path: string; readonly epoch: string },
): Promise<Sameness> {
  const { stdout } = await new Deno.Command(program, { args, stderr: "null" }).output();
  const theirs = new TextDecoder().decode(stdout).split("\n");
  const decoder = new TextDecoder();
  let text = "";
  await runRecording(await Deno.readFile(recording.path), BigInt(recording.epoch), 1, {
    write(piece) {
      text += decoder.decode(piece, { stream: true });
      return Promise.resolve();
    },
  });
  const ours = text.split("\n");
  const at = ours.findIndex((line, i) => withoutLabel(line) !== withoutLabel(theirs[i] ?? ""));
  if (at < 0 && ours.length === theirs.length) return { lines: ours.length - 1 };
  return {
    lines: ours.length - 1,
    difference: `ctrack ${ours[at] ?? "nothing"} | C ${theirs[at] ?? "nothing"}`,
  };
}
