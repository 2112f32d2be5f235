import { debianMirror } from "./apt_suite.ts";
import { cached } from "./cache.ts";
import { output } from "./commands.ts";
import { Unavailable } from "./unavailable.ts";

/** systemd 252 mounts cgroups in all three modes; later ones have left v1. */
const SUITE = "bookworm";
const PACKAGES = ["systemd-sysv", "dbus", "kmod", "docker.io", "containerd", "runc"];

/** Nobody reads these. */
const LEFT_OUT = ["/usr/share/doc/*", "/usr/share/man/*", "/usr/share/locale/*"];

/** Room for what a guest writes beside the system. */
const SIZE = "2G";

/**
 * Image of a disk with a Debian that has systemd and Docker, out of the cache, or made from Debian's packages
 * within a minute.
 *
 * @throws {Unavailable} when they cannot be had.
 */
export function debianDisk(): Promise<string> {
  return cached(`debian-${SUITE}.ext4`, async (part) => {
    const mirror = await debianMirror();
    const scratch = await Deno.makeTempDir({ prefix: "ctrack-debian-" });
    try {
      const args = [
        ...["--variant=minbase", "--format=directory", `--include=${PACKAGES.join(",")}`],
        ...LEFT_OUT.map((path) => `--dpkgopt=path-exclude=${path}`),
        ...[SUITE, `${scratch}/root`, `deb ${mirror} ${SUITE} main`],
      ];
      await Unavailable.unless(output("mmdebstrap", args));
      await output("mke2fs", ["-q", "-t", "ext4", "-d", `${scratch}/root`, part, SIZE]);
    } finally {
      await output("rm", ["-rf", scratch]);
    }
  });
}
