import { output } from "./commands.ts";
import { GuestOutput } from "./guest_output.ts";
import type { Machine } from "./machines.ts";

/** How a guest is started. */
export interface GuestOptions {
  readonly machine: Machine;
  /** The compressed kernel. */
  readonly kernel: string;
  readonly initramfs: string;
  /** Added to the kernel's command line. */
  readonly append: readonly string[];
  /** Image of an ext4 file system that becomes its root; what it writes there is dropped. @default none */
  readonly disk?: string;
  /** A folder for what it says; created. */
  readonly folder: string;
}

/** The longest that a guest may take, seconds: emulated, a good one takes 2 to 5 minutes, where nobody else works. */
const LIMIT_S = 1800;

/** As much as ctrack, its copy in the initramfs and a dockerd need, MiB. */
const MEMORY = 1536;

/** An emulated kernel dies at times before its first program, in any of its functions: not of what is tried here. */
const ATTEMPTS = 3;

/** What guest/init says first. */
const BOOTED = "guest: booted";

/**
 * Boots a guest, waits until it has switched itself off, and gives what it sent.
 *
 * @throws {Error} when it did not come to its end, with the last lines of its console.
 */
export async function runGuest(options: GuestOptions): Promise<GuestOutput> {
  const { folder } = options;
  for (let attempt = 1;; attempt++) {
    await Deno.remove(folder, { recursive: true }).catch(() => {});
    await Deno.mkdir(`${folder}/out`, { recursive: true });
    const fault = await boot(options);
    const console = await Deno.readTextFile(`${folder}/console`).catch(() => "");
    const lastLines = console.trim().split("\n").slice(-5).join("\n");
    const hasBooted = console.includes(BOOTED);
    if (fault !== undefined && (hasBooted || attempt === ATTEMPTS)) {
      throw new Error(`${fault}\n${lastLines}`);
    }
    if (!hasBooted && attempt < ATTEMPTS) continue;
    await output("tar", ["-xf", `${folder}/out.tar`, "-C", `${folder}/out`]).catch(() => {
      throw new Error(`the guest sent nothing\n${lastLines}`);
    });
    return new GuestOutput(`${folder}/out`);
  }
}

/** Runs the emulator to its end; gives what it complains of. */
async function boot(options: GuestOptions): Promise<string | undefined> {
  const { machine, kernel, initramfs, append, disk, folder } = options;
  const drive = disk === undefined
    ? []
    : ["-drive", `file=${disk},format=raw,if=virtio,snapshot=on`];
  const emulator = new Deno.Command("nice", {
    args: [
      ...["timeout", "--kill-after=10", String(LIMIT_S), ...machine.emulator],
      ...["-smp", "2", "-m", String(MEMORY), "-nodefaults", "-no-reboot", "-display", "none"],
      ...["-kernel", kernel, "-initrd", initramfs, "-append"],
      [`console=${machine.console}`, "quiet", "panic=-1", ...append].join(" "),
      ...["-serial", `file:${folder}/console`],
      ...[...machine.line.args(`${folder}/out.tar`), ...drive],
    ],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  });
  const { code, stderr } = await emulator.output();
  if (code === 0) return undefined;
  const text = new TextDecoder().decode(stderr).trim();
  return code === 124 ? `no end within ${LIMIT_S} s` : `the emulator ended with ${code}: ${text}`;
}
