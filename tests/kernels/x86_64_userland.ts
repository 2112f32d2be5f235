import { CTRACK } from "../workload/ctrack.ts";
import type { Programs } from "../workload/programs.ts";
import type { Userland } from "./userland.ts";

/** `dist/ctrack`, and static busybox of Debian's `busybox-static`. */
export function x86_64Userland(programs: Programs): Userland {
  return { busybox: "/bin/busybox", act: programs.act, ctrack: { "/bin/ctrack": CTRACK } };
}
