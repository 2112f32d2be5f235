import { type Judgement, judgement, WEIGHT } from "./judgement.ts";
import { systemdUnit } from "./systemd_unit.ts";

/** A way to tell what a path without any container is; undefined when it does not apply. */
interface HostRule {
  readonly name: string;
  readonly source: string;
  readonly judge: (segments: readonly string[]) => Judgement | undefined;
}

/** First directories below which only logins and early processes live. */
const HOST_ROOTS = /^(?:user\.slice|init\.scope|user|systemd|elogind|openrc(?:\..+)?)$/;

/** Slices that say nothing by themselves (systemd.special(7)). */
const PLAIN_SLICES: readonly string[] = ["system.slice", "machine.slice", "-.slice"];

const TALOS_ROOTS: readonly string[] = ["system", "podruntime"];

const RULES: readonly HostRule[] = [
  {
    name: "logins, the init system's own processes",
    source: "systemd.special(7); logind before systemd 205 (`/user/1000.user`); " +
      "openrc sh/rc-cgroup.sh",
    judge: ([first = ""]) => HOST_ROOTS.test(first) ? judgement("host", WEIGHT.host) : undefined,
  },
  {
    name: "plain slice",
    source: "systemd.special(7)",
    judge: (segments) =>
      segments.length === 1 && PLAIN_SLICES.includes(segments[0] ?? "")
        ? judgement("host", WEIGHT.host)
        : undefined,
  },
  {
    name: "systemd unit",
    source: "systemd src/basic/cgroup-util.c, cg_path_get_unit",
    judge: (segments) => {
      const unit = systemdUnit(segments);
      if (unit === undefined) return undefined;
      return judgement("systemd", unit.slice ? WEIGHT.slice : WEIGHT.unit, { unit: unit.name });
    },
  },
  {
    name: "Talos service",
    source: "talos pkg/machinery/constants/constants.go: `/init`, `/system/*`, `/podruntime/*`",
    judge: ([first = "", service, ...below]) => {
      if (first === "init" && service === undefined) {
        return judgement("talos", WEIGHT.unit, { unit: "init" });
      }
      if (service === undefined || !TALOS_ROOTS.includes(first)) return undefined;
      const unit = service === "extensions" ? below[0] ?? service : service;
      return judgement("talos", WEIGHT.unit, { unit });
    },
  },
];

/**
 * The owner of a path in which no container, pod or runtime's layout was found.
 * @param segments Names below the root, outermost first; not empty.
 */
export function judgeHostPath(segments: readonly string[]): Judgement {
  for (const rule of RULES) {
    const found = rule.judge(segments);
    if (found !== undefined) return found;
  }
  return judgement("unknown", WEIGHT.unclassified);
}
