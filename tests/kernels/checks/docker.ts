/** Checks of guest/docker.sh: a systemd and a dockerd that live, in one of the modes of cgroups. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { NOTHING_LOST } from "../../workload/tracing.ts";
import type { EventLine } from "../../workload/event_line.ts";
import type { GuestCheck } from "../guest_check.ts";
import { doctorReport } from "./doctor_report.ts";

/** How a host mounts cgroups. */
export type CgroupMode = "v2" | "hybrid" | "v1";

/** What `ctrack top -o json` prints, as far as the checks read it. */
interface TopLine {
  readonly container?: {
    readonly name?: string;
    readonly cpu?: { readonly usage?: number };
    readonly memory?: { readonly usage?: number };
  };
}

/** Where Docker puts a container: systemd's driver is its choice on pure v2, cgroupfs elsewhere. */
const PATHS: Readonly<Record<CgroupMode, RegExp>> = {
  v2: /^\/system\.slice\/docker-[0-9a-f]{64}\.scope$/,
  hybrid: /^\/docker\/[0-9a-f]{64}$/,
  v1: /^\/docker\/[0-9a-f]{64}$/,
};

/** Lines of `/proc/self/cgroup` that tell the modes apart: what v2's line says, "" when there is none. */
const UNIFIED_LINES: Readonly<Record<CgroupMode, RegExp>> = {
  v2: /^0::\/$/m,
  hybrid: /^\d+:pids:\/[\s\S]*^0::\//m,
  v1: /^\d+:pids:\/(?![\s\S]*^0::)/m,
};

function ofName(events: readonly EventLine[], name: string): EventLine[] {
  return events.filter(({ container }) => container?.name === name);
}

function count(events: readonly EventLine[], kind: string): number {
  return events.filter(({ event }) => event === kind).length;
}

/** In the order of the script. */
export function dockerChecks(mode: CgroupMode): readonly GuestCheck[] {
  return [
    {
      name: "mode",
      check: (guest) => assertMatch(guest.text("in_container.out"), UNIFIED_LINES[mode]),
    },
    {
      name: "doctor",
      check: (guest) =>
        assertEquals(doctorReport(guest, "doctor"), { code: 0, ok: true, failed: [] }),
    },
    {
      name: "23 execs",
      check(guest) {
        const web = ofName(guest.events("docker"), "web").filter(({ process }) => process);
        assertEquals([count(web, "exec"), count(web, "fork"), count(web, "exit")], [23, 22, 23]);
        assertEquals([...new Set(web.map(({ container }) => container?.label))], ["ok"]);
        for (const { cgroup } of web) assertMatch(cgroup?.path ?? "", PATHS[mode]);
        assertEquals(guest.summary("docker").lost, NOTHING_LOST);
      },
    },
    {
      name: "docker exec",
      check(guest) {
        const db = ofName(guest.events("docker"), "db").filter(({ process }) => process);
        assertEquals(
          db.map(({ event, process }) => [event, process?.role, process?.command]),
          [["exec", "exec", "leaf"], ["exit", "exec", "leaf"]],
        );
        for (const { cgroup } of db) assertMatch(cgroup?.path ?? "", PATHS[mode]);
      },
    },
    {
      name: "ps",
      check(guest) {
        const found = guest.events("ps").map(({ container, process }) =>
          [container?.name, ...process?.command_args ?? []].join(" ")
        );
        assertEquals(found, ["db /bin/act wait"]);
      },
    },
    {
      name: "units",
      check(guest) {
        const known = guest.events("unit").filter(({ process }) =>
          process?.command_args?.at(-1) === "known" && process.command === "leaf"
        ) as readonly (EventLine & { readonly systemd?: { readonly unit?: string } })[];
        assertEquals(known.map(({ systemd }) => systemd?.unit), ["known.service"]);
      },
    },
    {
      name: "top",
      check(guest) {
        const lines = guest.events("top") as unknown as readonly TopLine[];
        const busy = lines.filter(({ container }) => container?.name === "busy").at(-1)?.container;
        assert((busy?.cpu?.usage ?? 0) > 0, `cpu.usage ${busy?.cpu?.usage}`);
        assert((busy?.memory?.usage ?? 0) > 0, `memory.usage ${busy?.memory?.usage}`);
      },
    },
    {
      name: "ctrack.service",
      check(guest) {
        assertEquals(guest.code("service"), 0, guest.text("service.log"));
        assertMatch(guest.text("service.end"), /^Result=success$/m);
        const runs = guest.events("history").map(({ process }) => process?.command_args?.join(" "));
        assertEquals(runs.filter((args) => args?.startsWith("/bin/leaf")).sort(), [
          "/bin/leaf exit 0 job",
          "/bin/leaf exit 1 job",
          "/bin/leaf exit 2 job",
        ]);
      },
    },
  ];
}
