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

/** CPU time of all CPUs so far, in ticks: what programs had, and what the hypervisor gave to others meanwhile. */
function cpuTicks(): { readonly had: number; readonly stolen: number } {
  const [line = ""] = Deno.readTextFileSync("/proc/stat").split("\n", 1);
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, stolen = 0] = line
    .split(/\s+/).slice(1).map(Number);
  return { had: user + nice + system + irq + softirq, stolen };
}

/**
 * Tells, when asked, how much of the CPU time that was wanted since the call the virtual machine did not get: where
 * that is a tenth or more, times are those of the neighbours.
 */
export function watchStolenTime(): () => string {
  const before = cpuTicks();
  return () => {
    const now = cpuTicks();
    const stolen = now.stolen - before.stolen;
    const share = stolen / Math.max(1, now.had - before.had + stolen);
    return `${(100 * share).toFixed(0)} % of the CPU time was stolen by other guests of the host\n`;
  };
}
