/** How many programs other tracers have loaded that may see the same storms. */
async function otherTracers(): Promise<number> {
  const { success, stdout } = await new Deno.Command("bpftool", { args: ["-j", "prog", "show"] })
    .output();
  if (!success) return 0;
  const programs = JSON.parse(new TextDecoder().decode(stdout)) as readonly { type: string }[];
  return programs.filter(({ type }) => type === "tracing" || type === "tracepoint").length;
}

/**
 * Which machine the figures are from: the program's version, kernel, processors, and what disturbs:
 * load, and tracing programs that somebody else has loaded.
 */
export async function machineFacts(ctrack: string): Promise<string> {
  const cpuinfo = await Deno.readTextFile("/proc/cpuinfo");
  const model = /^(?:model name|Model)\s*:\s*(.*)$/m.exec(cpuinfo)?.[1] ?? Deno.build.arch;
  const { stdout } = await new Deno.Command(ctrack, { args: ["--version"] }).output();
  const version = new TextDecoder().decode(stdout).trim();
  const [load = 0] = Deno.loadavg();
  const others = await otherTracers();
  return [
    version,
    `Linux ${Deno.osRelease()}`,
    `${navigator.hardwareConcurrency} x ${model}`,
    `load ${load.toFixed(1)} at the start`,
    ...others > 0 ? [`${others} tracing programs of others`] : [],
  ].join(", ") + "\n";
}
