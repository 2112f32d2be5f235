import { assertEquals } from "@std/assert";
import { makeContainerCgroup } from "../bench/container_cgroup.ts";
import { type Ctrack, startCtrack } from "../workload/ctrack.ts";
import type { EventLine } from "../workload/event_line.ts";
import { e2eTest } from "../workload/needs.ts";
import { command, copyPrograms } from "../workload/programs.ts";

const FLAGS = ["-o", "json", "--docker-socket", "/no/such/socket", "-e", "exec"];

/** Ids that nobody gave: names of cgroups, made from inside. */
const FAKES = ["f".repeat(64), "e".repeat(64)] as const;

/**
 * What a container's root does that may do all: each step starts one program, whose last argument tells which. `$1` is
 * the program, `$2` the container's cgroup, `$3` a process with the host's mounts, `$4` and `$5` are the fakes.
 */
const STEPS = `set -e
"$1" exit 0 plain
unshare --pid --fork "$1" exit 0 pid-namespace
unshare --mount "$1" exit 0 mount-namespace
unshare --user --map-root-user --mount --pid --fork "$1" exit 0 user-namespace
nsenter --target "$3" --mount "$1" exit 0 host-mounts
mkdir "$2/worker" && echo $$ >"$2/worker/cgroup.procs"
"$1" exit 0 nested
mkdir -p "$2/docker/$4" && echo $$ >"$2/docker/$4/cgroup.procs"
"$1" exit 0 fake
mkdir "$2/docker-$5.scope" && echo $$ >"$2/docker-$5.scope/cgroup.procs"
"$1" exit 0 fake-scope
echo $$ >"$2/../../cgroup.procs"
"$1" exit 0 root-cgroup
nsenter --target "$3" --mount "$1" exit 0 left
`;

/** A cgroup stays busy for a moment after its last process. */
async function rmdir(folder: string): Promise<void> {
  for (let tries = 100; tries > 0; tries--) {
    const { success } = await new Deno.Command("rmdir", { args: [folder], stderr: "null" })
      .output();
    if (success) return;
  }
}

/** Where each step was seen: `word container nesting`. Those of containers that nobody names come late. */
function places({ events }: Ctrack, leaf: string, names: ReadonlyMap<string, string>): string[] {
  const name = (id: string | undefined) => names.get(id ?? "") ?? id ?? "host";
  return events.filter(({ process }) => process?.executable?.path === leaf)
    .map(({ process, container }) =>
      [process?.command_args?.at(-1), name(container?.id), ...container?.nesting?.map(name) ?? []]
        .join(" ")
    ).sort();
}

const INSIDE = [
  ...["plain", "pid-namespace", "mount-namespace", "user-namespace", "host-mounts", "nested"]
    .map((word) => `${word} own`),
  "fake fake-1 own",
  "fake-scope fake-2 own",
  "root-cgroup own",
];

await e2eTest(
  "ctrack keeps a container's processes, whatever cgroups and namespaces they make and enter",
  ["tracing", "programs", "program:unshare", "program:nsenter"],
  async () => {
    await using programs = await copyPrograms();
    await using cgroup = await makeContainerCgroup();
    const { id, path, procs } = cgroup;
    const names = new Map([[id, "own"], [FAKES[0], "fake-1"], [FAKES[1], "fake-2"]]);
    try {
      await using all = await startCtrack([...FLAGS, "--host"]);
      await using chosen = await startCtrack([...FLAGS, "-c", id]);
      await using others = await startCtrack([...FLAGS, "-c", `!${id.slice(0, 12)}`]);
      const shell = ["unshare", "--mount", "sh", "-c", STEPS, "sh", programs.leaf, path];
      await command(programs.act, ["in", procs, "/usr/bin/env", ...shell, `${Deno.pid}`, ...FAKES]);
      const isLast = ({ process }: EventLine) => process?.command_args?.at(-1) === "left";
      await all.until("the last step", isLast);
      const isRoot = ({ process }: EventLine) => process?.command_args?.at(-1) === "root-cgroup";
      await chosen.until("the last step inside", isRoot);
      for (const ctrack of [all, chosen, others]) await ctrack.stop();
      // Only who is in the host's cgroup and with the host's mounts has left.
      assertEquals(places(all, programs.leaf, names), [...INSIDE, "left host"].sort());
      assertEquals(places(chosen, programs.leaf, names), INSIDE.toSorted());
      assertEquals(places(others, programs.leaf, names), []);
    } finally {
      const made = ["worker", `docker/${FAKES[0]}`, "docker", `docker-${FAKES[1]}.scope`];
      for (const name of made) await rmdir(`${path}/${name}`);
    }
  },
);
