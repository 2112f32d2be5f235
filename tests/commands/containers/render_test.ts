import { assertEquals } from "@std/assert";
import {
  isRunning,
  renderContainers,
  renderContainersJson,
  uptimeOf,
} from "../../../src/commands/containers/render.ts";
import { CONTEXT } from "../../output/format/samples.ts";
import { WEB_ID } from "../../filter/labelled_events.ts";
import { household } from "../inventory/people.ts";

const OPTIONS = { noHeader: false, noTrunc: false, width: undefined };
const NOW = { epochMs: 100_000, boot: 65e9 };

Deno.test("renderContainers() lists containers by name", () => {
  const pod = { namespace: "shop", name: "db-0" };
  const { name: _, runtime: _r, ...unnamed } = household({ kind: "crio" }).container;
  const nameless = { ...household({}, 7), container: unnamed };
  assertEquals(
    renderContainers(
      [
        household({ state: "running", startedAt: 38_000 }, 1, 2),
        household({ name: "db", id: "guest", nesting: ["x"], pod, state: "exited" }),
        nameless,
      ],
      NOW,
      OPTIONS,
    ),
    [
      "NAME           ID            IMAGE       RUNTIME  POD        PIDS  UPTIME  STATE",
      "\u21b3db            guest         nginx:1.27  docker   shop/db-0     0          exited",
      "web            bb0c00000000  nginx:1.27  docker                 2  1m02s   running",
      "bb0c00000000?  bb0c00000000  nginx:1.27  crio                   1  1m04s",
    ],
  );
});

Deno.test("renderContainers() lets no text of a container reach the terminal raw", () => {
  const evil = "\x1b[31m\n";
  const told = household({ name: evil, id: evil, image: evil, runtime: evil, pod: { name: evil } });
  const lines = renderContainers([told], NOW, { ...OPTIONS, noHeader: true });
  assertEquals(lines.length, 1);
  assertEquals(lines[0]?.includes("\x1b"), false);
});

Deno.test("uptimeOf() counts from the runtime's word, else from the oldest process", () => {
  assertEquals(uptimeOf(household({ startedAt: 99_000 }, 1), NOW), 1e9);
  assertEquals(uptimeOf(household({ startedAt: 200_000 }, 1), NOW), 0);
  assertEquals(uptimeOf(household({}, 5, 3), NOW), 65e9 - 3);
  assertEquals(uptimeOf(household({ state: "exited", startedAt: 1 }), NOW), undefined);
});

Deno.test("isRunning() believes processes, then the runtime", () => {
  assertEquals(isRunning(household({}, 1)), true);
  assertEquals(isRunning(household({ state: "paused" })), true);
  assertEquals(isRunning(household({ state: "created" })), false);
  assertEquals(isRunning(household({})), false);
});

Deno.test("renderContainersJson() tells everything under the names of events", () => {
  const told = household(
    {
      state: "running",
      createdAt: 1000,
      startedAt: 38_000,
      restartCount: 2,
      labels: { app: "web" },
      pod: { name: "web-0", labels: { tier: "front" } },
      orchestration: { compose: { project: "shop", service: "front" } },
    },
    7,
    8,
  );
  assertEquals(renderContainersJson([told], NOW, CONTEXT).map((line) => JSON.parse(line)), [{
    container: {
      id: WEB_ID,
      name: "web",
      runtime: "docker",
      image: { name: "nginx:1.27" },
      kind: "docker",
      state: "running",
      created: "1970-01-01T00:00:01.000000000Z",
      started: "1970-01-01T00:00:38.000000000Z",
      restart_count: 2,
      labels: { app: "web" },
    },
    k8s: { pod: { name: "web-0", labels: { tier: "front" } } },
    compose: { project: { name: "shop" }, service: { name: "front" } },
    cgroup: { id: 82, path: `/docker/${WEB_ID}` },
    processes: { count: 2, pids: [7, 8] },
    uptime_ms: 62_000,
    host: { name: "n1" },
  }]);
});
