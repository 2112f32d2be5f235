import type { Check } from "../check.ts";
import { isBefore } from "../parse/kernel_version.ts";
import { readKernel } from "../read_facts.ts";

/** The ring buffer and CAP_BPF came with 5.8. */
const FLOOR = { major: 5, minor: 8 } as const;

/** The kernel's release. A vendor may have put what is needed into an older one. */
export const kernelCheck: Check = {
  name: "kernel",
  why: "the ring buffer and CAP_BPF came with Linux 5.8",
  run({ files }) {
    const { release, version } = readKernel(files);
    if (release === undefined || version === undefined) {
      return {
        status: "warn",
        detail: `Linux ${release ?? "of unknown release"}`,
        remedy: "mount /proc, so that ctrack can read the kernel's release",
      };
    }
    if (!isBefore(version, FLOOR.major, FLOOR.minor)) {
      return { status: "ok", detail: `Linux ${release}, 5.8 or newer` };
    }
    return {
      status: "warn",
      detail: `Linux ${release} is older than 5.8`,
      remedy:
        "use a newer kernel, unless the programs load: then its vendor has back-ported enough",
    };
  },
};
