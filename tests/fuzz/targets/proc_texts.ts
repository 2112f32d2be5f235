import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { classifyCgroupText } from "../../../src/classify/classify_cgroup_text.ts";
import { parseLxcConfig } from "../../../src/enrich/lxc/parse_lxc_config.ts";
import { parseMachine } from "../../../src/enrich/machined/parse_machine.ts";
import { OWNER_KINDS } from "../../../src/model/owner.ts";
import { parseMounts } from "../../../src/source/mounts.ts";
import { chooseCgroup } from "../../../src/source/proc/choose_cgroup.ts";
import { parseStat, parseStatus } from "../../../src/source/proc/parse_status.ts";
import { mutatedText } from "../mutate.ts";
import { fuzzTarget } from "../target.ts";
import { weightOf } from "../weight_of.ts";

const VECTORS: readonly { readonly cgroup: string }[] = JSON.parse(
  Deno.readTextFileSync(new URL("../../fixtures/cgroup_vectors.json", import.meta.url)),
);

/** Paths of many segments, and of one that is longer than any file system allows. */
const longPath = fc.tuple(
  fc.constantFrom("docker", "a", "..", "", "lxc.payload.", "-pod0", "a-", "x.slice:", "\\x2d", "f"),
  fc.constantFrom("", "/"),
  fc.constantFrom(20, 2000, 200_000),
  fc.constantFrom("", "!", ".scope"),
).map(([piece, between, count, end]) => `0::/${`${piece}${between}`.repeat(count)}${end}\n`);

/** `/proc/PID/cgroup`. */
export const CGROUP_TEXT = fuzzTarget({
  name: "cgroup_text",
  promise: "any text has an owner of a known kind whose names stand in the text",
  input: fc.oneof(
    { weight: 9, arbitrary: mutatedText(...VECTORS.map(({ cgroup }) => cgroup)) },
    longPath,
  ),
  check(text) {
    const owner = classifyCgroupText(text);
    assert(OWNER_KINDS.includes(owner.kind));
    for (const { kind, containerId } of [...owner.nesting, owner]) {
      assert(OWNER_KINDS.includes(kind));
      if (containerId !== undefined) assert(containerId !== "" && text.includes(containerId));
    }
    // The same cgroups in another order are the same process's.
    const lines = text.split("\n").toReversed().join("\n");
    assertEquals(classifyCgroupText(lines).containerId === undefined, !owner.containerId);
    const chosen = chooseCgroup(text);
    assert(chosen === undefined || text.includes(chosen.path));
  },
});

/** A stretch of blanks makes a careless regular expression try each of them with each. */
const blanks = fc.tuple(
  fc.constantFrom(
    "created_at:",
    "image.os: a",
    "# Parameters passed to the template:",
    "NAME=",
    "",
  ),
  fc.constantFrom(" ", "\t", "\\", '"', "a "),
  fc.constantFrom(10, 200_000),
  fc.constantFrom("", "x", "\n"),
).map(([start, blank, count, end]) => `${start}${blank.repeat(count)}${end}`);

const MACHINE = "NAME=web\nCLASS=container\nLEADER=77\nSERVICE=systemd-nspawn\nROOT=/var/lib/m\n" +
  'REALTIME=1795000000123456\nTIMESTAMP="a \\" b"\n';
const LXC = "# Parameters passed to the template: --dist debian -r bookworm\n" +
  'created_at: 2026-11-21T22:10:54Z\n  image.os: "debian"\n';
const STAT = "77 (a ) b) S 1 77 77 34816 77 4194560 1 2 3 4 5 6 7 8 20 0 1 0 1298038 9 10 11\n";
const STATUS = "Name:\tsh\nUid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\nNSpid:\t77\t1\n" +
  "CapPrm:\t00000000a80425fb\nCapEff:\t00000000a80425fb\n";
const MOUNTS = "22 1 0:20 / /proc rw,relatime shared:5 - proc proc rw,hidepid=2\n" +
  "23 1 0:21 /a\\040b /sys/fs/cgroup rw - cgroup2 none rw\n";

/** Texts of files that the kernel, LXC and systemd write. */
export const HOST_TEXTS = [
  {
    name: "lxc_config",
    seeds: [LXC],
    read: parseLxcConfig,
    findings: [`created_at: a${" ".repeat(200_000)}x`],
  },
  { name: "machine_file", seeds: [MACHINE], read: parseMachine, findings: [] },
  { name: "proc_stat", seeds: [STAT], read: parseStat, findings: [] },
  { name: "proc_status", seeds: [STATUS], read: parseStatus, findings: [] },
  { name: "mountinfo", seeds: [MOUNTS], read: parseMounts, findings: [] },
].map(({ name, seeds, read, findings }) =>
  fuzzTarget({
    name,
    promise: "any text is read without an exception, in time, and no more is kept than it has",
    input: fc.oneof(mutatedText(...seeds), blanks),
    check(text: string) {
      // The fields' names and numbers come on top.
      assert(weightOf(read(text)) <= 200 + 60 * text.split("\n").length + 2 * text.length);
    },
    findings,
  })
);
