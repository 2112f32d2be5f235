/** Checks of guest/plain.sh: containers' cgroups made by hand, on a kernel alone. */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { NOTHING_LOST } from "../../workload/tracing.ts";
import { type EventLine, processOf } from "../../workload/event_line.ts";
import type { GuestCheck } from "../guest_check.ts";
import type { GuestOutput } from "../guest_output.ts";
import { doctorReport } from "./doctor_report.ts";

const ID = `c0ffee${"1".padStart(58, "0")}`;
const MOVED = `c0ffee${"2".padStart(58, "0")}`;

/** What a SIGTERM gives after a clean end. */
const TERMINATED = 143;

/** The containers that lines are of, each once, with label and kind. */
function containersOf(events: readonly EventLine[]): string[] {
  return [...new Set(events.map(({ container: is }) => [is?.id, is?.kind, is?.label].join()))];
}

/** A line in words: what happened, and to which program. */
function words({ event, process }: EventLine): string {
  const ended = process?.exit === undefined ? [] : [`code ${process.exit.code}`];
  return [event, ...process?.command_args ?? [process?.command], ...ended].join(" ");
}

/** All that `act spawn 22 leaf` makes, in order. */
function knownWords(name: string): string[] {
  const children = Array.from({ length: 22 }, (_, number) => [
    "fork act",
    `exec /bin/leaf exit ${number} ${name}`,
    `exit leaf code ${number}`,
  ]);
  return [`exec /bin/act spawn 22 /bin/leaf ${name}`, ...children.flat(), "exit act code 0"];
}

function checkKnownExecs(guest: GuestOutput, name: string, isV1: boolean): void {
  const events = guest.events(name);
  assertEquals(events.map(words), knownWords(name));
  assertEquals(containersOf(events), [`${ID},docker,unknown`]);
  assertEquals([...new Set(events.map(({ cgroup }) => cgroup?.path))], [`/docker/${ID}`]);
  assertEquals(events.every(({ cgroup }) => (cgroup?.hierarchy ?? 0) > 0), isV1);
  assertEquals([guest.code(name), guest.summary(name).lost], [TERMINATED, NOTHING_LOST]);
}

/** In the order of the script. */
export const PLAIN_CHECKS: readonly GuestCheck[] = [
  {
    name: "doctor",
    check: (guest) =>
      assertEquals(doctorReport(guest, "doctor"), { code: 0, ok: true, failed: [] }),
  },
  { name: "23 execs", check: (guest) => checkKnownExecs(guest, "execs", false) },
  {
    name: "moves",
    check(guest) {
      const events = guest.events("moves").filter(({ container }) => container?.id === MOVED);
      assertEquals(events.map(({ action }) => action), ["create", "attach", "remove", "release"]);
      assertEquals(String(processOf(events[1]).pid), guest.text("moved").trim());
      assertEquals(guest.code("moves"), TERMINATED);
    },
  },
  {
    name: "snapshot",
    check(guest) {
      const events = guest.events("snapshot");
      assertEquals(containersOf(events), [`${ID},docker,unknown`]);
      const found = events.map(processOf);
      assertEquals(found.map(({ command_args }) => command_args), [["/bin/act", "wait"]]);
      assertEquals(found.map(({ pid }) => String(pid)), [guest.text("ran_before").trim()]);
      assertEquals(guest.code("snapshot"), 0);
    },
  },
  {
    name: "losses",
    check(guest) {
      const events = guest.events("losses");
      const lost = events.reduce((sum, { lost }) => sum + (lost?.count ?? 0), 0);
      const seen = events.filter(({ event }) => event !== "lost").length;
      assertEquals(guest.summary("losses").lost, { ...NOTHING_LOST, ring_full: lost });
      // Three storms, each with an exec and an exit of its own.
      assertEquals(seen + lost, 3 * (10 + 300 + 10) + 3 * 2);
      assert(lost > 800, "a page holds some ten events");
    },
  },
  { name: "hybrid", check: (guest) => checkKnownExecs(guest, "hybrid", true) },
  { name: "v1", check: (guest) => checkKnownExecs(guest, "v1", true) },
  {
    name: "no BTF",
    check(guest) {
      const message = guest.text("no_btf.err");
      assertEquals([guest.code("no_btf"), guest.text("no_btf.out")], [3, ""]);
      assertStringIncludes(message, "/sys/kernel/btf/vmlinux");
      const { code, failed } = doctorReport(guest, "no_btf_doctor");
      assertEquals([code, failed], [1, ["btf", "programs"]]);
    },
  },
];
