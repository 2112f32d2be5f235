/** The benchmark's own programs, compiled. */
export interface Programs {
  /** Exits at once; 500 bytes. */
  readonly tiny: string;
  readonly storm: string;
  readonly churn: string;
  readonly crowd: string;
  readonly consumer: string;
  readonly arrivals: string;
}

const ROOT = new URL("../../", import.meta.url).pathname;
const SOURCES = `${ROOT}tests/bench`;
const OUTPUT = `${ROOT}.cache/bench`;
const SKELETON = `${ROOT}.cache/build/process.skel.h`;

const FLAGS = ["-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror"];

/** What is compiled from what, and how. */
const TARGETS: readonly {
  readonly name: keyof Programs;
  readonly sources: readonly string[];
  readonly flags: readonly string[];
}[] = [
  { name: "tiny", sources: ["tiny.c"], flags: ["-nostdlib", "-static", "-s", "-Wl,-n"] },
  { name: "storm", sources: ["storm.c"], flags: ["-static"] },
  { name: "arrivals", sources: ["arrivals.c"], flags: ["-static"] },
  { name: "crowd", sources: ["crowd.c"], flags: ["-static"] },
  { name: "churn", sources: ["churn.c"], flags: ["-static"] },
  {
    name: "consumer",
    sources: ["consumer.c", "consumer_json.c", "consumer_places.c", "../../ffi/host_mounts.c"],
    flags: [`-I${ROOT}bpf`, `-I${ROOT}ffi`, `-I${ROOT}.cache/build`, "-lbpf", "-lelf", "-lz"],
  },
];

/** Compiles everything with clang into the cache folder; takes a second. */
export async function buildPrograms(): Promise<Programs> {
  await Deno.stat(SKELETON).catch(() => {
    throw new Error("the BPF skeleton is not built: run `make build` first");
  });
  await Deno.mkdir(OUTPUT, { recursive: true });
  const built = await Promise.all(TARGETS.map(async ({ name, sources, flags }) => {
    const output = `${OUTPUT}/${name}`;
    const files = sources.map((source) => `${SOURCES}/${source}`);
    await compile(["-o", output, ...FLAGS, ...files, ...flags]);
    return [name, output] as const;
  }));
  return Object.fromEntries(built) as Record<keyof Programs, string>;
}

async function compile(args: readonly string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command("clang", { args: [...args] }).output();
  if (!success) throw new Error(`clang ${args.join(" ")}\n${new TextDecoder().decode(stderr)}`);
}
