import type { Stats } from "../../model/stats.ts";
import { formatDuration } from "./duration.ts";
import { jsonValue } from "./json_string.ts";
import { count, LOST_REASONS } from "./words.ts";

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, each) => total + each, 0);
}

/** ` (3 exec, 1 exit)`: what is 0 is left out, and so are the parentheses around nothing. */
function parts<K extends string>(
  counts: Readonly<Record<K, number>>,
  order: readonly K[],
  name: (key: K) => string,
): string {
  const texts = order.filter((key) => counts[key] > 0).map((key) => `${counts[key]} ${name(key)}`);
  return texts.length === 0 ? "" : ` (${texts.join(", ")})`;
}

function renderTable(stats: Stats): string {
  const { events, labels, lost } = stats;
  const kinds = parts(
    events,
    ["exec", "fork", "exit", "process", "container", "cgroup", "lost"],
    (kind) => kind,
  );
  const reasons = parts(
    lost,
    ["ring_full", "too_large", "recursion", "undecodable", "unwritten"],
    (reason) => LOST_REASONS[reason],
  );
  return [
    `${count(sum(events), "event")}${kinds} from ${count(stats.containers, "container")}` +
    ` in ${formatDuration(stats.durationNs)}`,
    ...heldBack(stats),
    `labels ${labels.ok} ok, ${labels.late} late, ${labels.unknown} unknown`,
    `${sum(lost)} lost${reasons}`,
    ...tables(stats),
  ].join("; ");
}

/** What came and was not shown; nothing when all was. */
function heldBack({ delivered, filtered, folded }: Stats): readonly string[] {
  if (filtered === 0 && folded === 0) return [];
  const parts = [`${delivered} delivered`];
  if (filtered > 0) parts.push(`${filtered} filtered out`);
  if (folded > 0) parts.push(`${folded} of the runtimes' own work folded`);
  return [parts.join(", ")];
}

/** How full the bounded tables are. */
function tables(stats: Stats): readonly string[] {
  const sizes = Object.entries(stats.tables).map(([name, size]) => `${name} ${size}`);
  return sizes.length === 0 ? [] : [`tables ${sizes.join(", ")}`];
}

/**
 * The summary for stderr at the end of a run, one line without its line end: a sentence for people,
 * or an object with `"event":"summary"`.
 */
export function renderSummary(stats: Stats, format: "table" | "json"): string {
  if (format === "table") return renderTable(stats);
  const { durationNs, ...counts } = stats;
  return jsonValue({ event: "summary", duration_ms: durationNs / 1e6, ...counts });
}
