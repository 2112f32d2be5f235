import type { Check } from "../check.ts";
import { ownNamespace } from "../own_namespace.ts";

const WORDS = (isHost: boolean | undefined, kind: string) =>
  isHost === undefined ? `${kind} not told` : `${isHost ? "the host's" : "another"} ${kind}`;

/** Whether what ctrack tells has the same meaning where ctrack runs. */
export const namespacesCheck: Check = {
  name: "namespaces",
  why: "events carry process ids and cgroup paths as the host counts them",
  run({ files }) {
    const pid = ownNamespace(files, "pid").isHost;
    const cgroup = ownNamespace(files, "cgroup").isHost;
    const detail = `${WORDS(pid, "pid namespace")}, ${WORDS(cgroup, "cgroup namespace")}`;
    if (pid === false) {
      return {
        status: "warn",
        detail: `${detail}: process ids in events are not those seen here`,
        remedy: "run on the host, or in a container with --pid=host",
      };
    }
    // Paths are walked in the kernel, from the host's root: another cgroup namespace changes nothing.
    return { status: pid === undefined ? "note" : "ok", detail };
  },
};
