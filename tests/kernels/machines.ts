/** The machines that guests are. */

/** A kind of machine, as the emulator and Debian call it. */
export interface Machine {
  /** Debian's name of the architecture. */
  readonly debian: string;
  /** The dynamic loader of the C library, and where programs look for it. */
  readonly loader: { readonly name: string; readonly folder: string };
  /** The emulator, with the machine that it shall be. */
  readonly emulator: readonly string[];
  /** The serial line with the console, as the kernel calls it. */
  readonly console: string;
  /** The second serial line, as a guest calls it, and how the emulator writes it to a file. */
  readonly line: { readonly device: string; readonly args: (path: string) => readonly string[] };
}

/** Software alone: hosts that switch on nested virtualization are few, and those that only pretend hang. */
const BY_SOFTWARE = ["-accel", "tcg,thread=multi"];

/** All kinds; keys are the kernel's names. */
export const MACHINES = {
  x86_64: {
    debian: "amd64",
    loader: { name: "ld-linux-x86-64.so.2", folder: "/lib64" },
    // The emulator's CMPXCHG16B can leave its flags broken when it meets a page that is not there yet: 6.12, which
    // allocates memory with it, then dies of a double fault in __kmalloc, in any of its programs.
    emulator: ["qemu-system-x86_64", ...BY_SOFTWARE, "-M", "q35", "-cpu", "qemu64,-cx16"],
    console: "ttyS0",
    line: { device: "/dev/ttyS1", args: (path) => ["-serial", `file:${path}`] },
  },
  aarch64: {
    debian: "arm64",
    loader: { name: "ld-linux-aarch64.so.1", folder: "/lib" },
    emulator: ["qemu-system-aarch64", ...BY_SOFTWARE, "-M", "virt", "-cpu", "cortex-a72"],
    console: "ttyAMA0",
    // The machine has one serial line of its own.
    line: {
      device: "/dev/ttyS0",
      args: (
        path,
      ) => ["-chardev", `file,id=line,path=${path}`, "-device", "pci-serial,chardev=line"],
    },
  },
} as const satisfies Readonly<Record<string, Machine>>;

/** The name of one of {@link MACHINES}. */
export type MachineName = keyof typeof MACHINES;
