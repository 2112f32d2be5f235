import type { FuzzRun, FuzzTarget } from "./target.ts";
import { writeShimSeeds } from "./shim_seeds.ts";

/** Where `make` puts the fuzzers of tests/fuzz/shim, by libFuzzer with AddressSanitizer and UBSan. */
export const FUZZERS = new URL("../../.cache/fuzz/", import.meta.url).pathname;

const OBJECT = new URL("../../.cache/build/process.bpf.o", import.meta.url).pathname;

/** Longest input, bytes: that of the compiled programs has 28 KB. */
const INPUT_MAX = 1 << 15;

/** What the sanitizers add is some 300 MB; what an input costs must stay below. */
const MEMORY_MAX_MB = 1024;

/** A single input that takes longer does not end, s. */
const HANG_S = 20;

/** For how long a failure is made smaller, s. */
const SHRINK_S = 10;

interface Output {
  readonly code: number;
  readonly text: string;
}

async function run(name: string, args: readonly string[]): Promise<Output> {
  const command = new Deno.Command(`${FUZZERS}${name}`, {
    args: [...args],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
  const { code, stdout, stderr } = await command.output();
  return { code, text: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
}

/** The part of a fuzzer's output that says what happened. */
function reasonIn(text: string): string {
  const lines = text.split("\n");
  const at = lines.findIndex((line) => /runtime error|ERROR:|not so:/.test(line));
  return lines.slice(Math.max(0, at), at + 12).join("\n");
}

/** A fuzzer's run, from its seeds on if it has any. */
async function fuzz(name: string, how: FuzzRun, hasSeeds: boolean): Promise<number> {
  const found = `${FUZZERS}${name}.found`;
  const shared = [`-timeout=${HANG_S}`, `-rss_limit_mb=${MEMORY_MAX_MB}`];
  const seeds = `${FUZZERS}${name}.seeds`;
  if (hasSeeds) await writeShimSeeds(seeds, OBJECT);
  const { code, text } = how.path !== undefined
    ? await run(name, [...shared, how.path])
    : await run(
      name,
      [
        ...shared,
        // 0 would be a seed of its own choice.
        `-seed=${(how.seed >>> 0) || 1}`,
        `-runs=${Math.min(how.runs, 2 ** 31 - 1)}`,
        `-max_total_time=${Math.max(1, Math.round(how.ms / 1000))}`,
        `-max_len=${INPUT_MAX}`,
        "-verbosity=0",
        "-print_final_stats=1",
        `-exact_artifact_path=${found}`,
        ...hasSeeds ? [seeds] : [],
      ],
    );
  if (code === 0) return Number(/number_of_executed_units: (\d+)/.exec(text)?.[1] ?? 1);
  const input = how.path ?? found;
  const smallest = `${FUZZERS}${name}.smallest`;
  const shrink = ["-minimize_crash=1", `-max_total_time=${SHRINK_S}`];
  await run(name, [...shared, ...shrink, `-exact_artifact_path=${smallest}`, input]);
  const kept = await Deno.stat(smallest).then(() => smallest, () => input);
  const again = `make fuzz FUZZ_TARGET=shim_${name} FUZZ_PATH=${kept}`;
  throw new Error(`shim_${name} does not hold\nagain: ${again}\n${reasonIn(text)}`);
}

interface ShimTarget {
  readonly name: string;
  readonly promise: string;
  /** It begins with the files of {@link writeShimSeeds}. @default false */
  readonly hasSeeds?: boolean;
}

/** One file of tests/fuzz/shim each. */
const LIST: readonly ShimTarget[] = [
  {
    name: "small_btf",
    promise: "any kernel's BTF is refused, or gives a copy that libbpf reads as the original",
    hasSeeds: true,
  },
  { name: "batch", promise: "records of any size lie in a batch whole, behind their frames" },
  { name: "command", promise: "any arguments become the words between zero bytes, or none" },
  { name: "host_files", promise: "any content of the host's files, in any pieces, is read whole" },
];

/** The fuzzers of the shim; they have to be built first. */
export const SHIM_TARGETS: readonly FuzzTarget[] = LIST.map((
  { name, promise, hasSeeds = false },
) => ({
  name: `shim_${name}`,
  promise,
  run: (how) => fuzz(name, how, hasSeeds),
}));
