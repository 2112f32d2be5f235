/** Which machine the figures are from: processor, cores, kernel, load, and the program's version. */
export async function machineFacts(ctrack: string): Promise<string> {
  const cpuinfo = await Deno.readTextFile("/proc/cpuinfo");
  const model = /^(?:model name|Model)\s*:\s*(.*)$/m.exec(cpuinfo)?.[1] ?? Deno.build.arch;
  const { stdout } = await new Deno.Command(ctrack, { args: ["--version"] }).output();
  const version = new TextDecoder().decode(stdout).trim();
  const [load = 0] = Deno.loadavg();
  return [
    version,
    `Linux ${Deno.osRelease()}`,
    `${navigator.hardwareConcurrency} x ${model}`,
    `load ${load.toFixed(1)}`,
  ].join(", ") + "\n";
}
