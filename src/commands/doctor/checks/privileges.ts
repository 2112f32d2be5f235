import { CAPABILITY_NEEDS, missingCapabilities } from "../capabilities.ts";
import type { Check } from "../check.ts";
import { ownNamespace } from "../own_namespace.ts";
import { hidesProcesses } from "../../../source/mounts.ts";
import { parseProcessStatus } from "../parse/process_status.ts";
import { readKernel, readMounts } from "../read_facts.ts";

/** Effective capabilities, held against what this kernel asks for. */
export const privilegesCheck: Check = {
  name: "privileges",
  why: "the kernel lets only a privileged process of the host trace others",
  run({ files }) {
    const status = files.read("/proc/self/status");
    if (status.text === undefined) {
      return {
        status: "warn",
        detail: `/proc/self/status: ${status.reason}`,
        remedy: "mount /proc, so that ctrack can read its capabilities",
      };
    }
    const { uid, capabilities } = parseProcessStatus(status.text);
    if (ownNamespace(files, "user").isHost === false) {
      return {
        status: "fail",
        detail: `uid ${uid} of a user namespace, whose capabilities do not count for tracing`,
        remedy: "run as root of the host, outside rootless containers and unshare --user",
      };
    }
    const missing = missingCapabilities(capabilities, {
      kernel: readKernel(files).version,
      hidesProcesses: hidesProcesses(readMounts(files)),
    });
    if (missing.length === 0) {
      const vital = CAPABILITY_NEEDS.filter(({ isVital }) => isVital).map(({ name }) => name)
        .join(" and ");
      return { status: "ok", detail: `uid ${uid} has what tracing needs: ${vital} suffice` };
    }
    const lacks = missing.map(({ name, purpose }) => `${name} (to ${purpose})`).join(", ");
    const names = missing.map(({ name }) => name);
    return {
      status: missing.some(({ isVital }) => isVital) ? "fail" : "warn",
      detail: `uid ${uid} lacks ${lacks}`,
      remedy: `run as root, or grant ${names.join(" and ")}, as with: setcap ${
        names.join(",").toLowerCase()
      }=ep on the program`,
    };
  },
};
