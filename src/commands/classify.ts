import { classifyCgroupText } from "../classify/classify_cgroup_text.ts";

/**
 * The answer of `ctrack classify` to the text of a `/proc/PID/cgroup`: one line of JSON without its
 * newline, keys in the order `kind`, `containerId`, `podUid`, `nesting`. An absent id is `null`, so
 * that a script can index it; `unit` follows for the kinds `systemd` and `talos` only. `nesting` lists
 * the containers around as `{"kind","containerId"}`, outermost first.
 */
export function classifyDocument(text: string): string {
  const { kind, containerId = null, podUid = null, nesting, unit } = classifyCgroupText(text);
  const levels = nesting.map((level) => ({ kind: level.kind, containerId: level.containerId }));
  return JSON.stringify({ kind, containerId, podUid, nesting: levels, unit });
}
