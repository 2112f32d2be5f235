import { assertEquals } from "@std/assert";
import { renderAnswers, renderAnswersJson } from "../../../src/commands/which/render.ts";
import { CONTEXT } from "../../output/format/samples.ts";
import { event, HOST_OWNER, onHost, WEB_ID } from "../../filter/labelled_events.ts";
import { nodeOf } from "../../state/node_of.ts";
import { household } from "../inventory/people.ts";

const OPTIONS = { noHeader: false, noTrunc: false, width: undefined };

const POD = { namespace: "shop", name: "web-0", uid: "u" };
const { container, residents: [resident] } = household({ pod: POD }, 4711);
const FOUND = { pid: 4711, found: resident && { resident, container } };

function onTheHost(kind: "systemd" | "host" | "unknown", mountNamespace = 0) {
  const owner = kind === "systemd" ? HOST_OWNER : { kind, nesting: [] };
  const cgroup = { hierarchy: 0, id: 1, path: "/x", owner };
  const labelled = onHost(event("process", { process: { pid: 9, vpid: 9, mountNamespace } }));
  return { pid: 9, found: { resident: nodeOf({ ...labelled, cgroup }) } };
}

Deno.test("renderAnswers() tells who a process is and where", () => {
  assertEquals(renderAnswers([FOUND], OPTIONS), [
    " PID  CPID  CONTAINER  ID            RUNTIME  IMAGE       POD         ROLE  KIND    CGROUP",
    "4711     1  web        bb0c00000000  docker   nginx:1.27  shop/web-0  init  docker  " +
    `/docker/${WEB_ID}`,
  ]);
});

Deno.test("renderAnswers() puts what is no container in parentheses", () => {
  const placeOf = (answer: Parameters<typeof renderAnswers>[0][number]) =>
    renderAnswers([answer], { ...OPTIONS, noHeader: true })[0]?.split(/ {2,}/).slice(2, 4);
  assertEquals(placeOf(onTheHost("systemd"))?.[0], "(cron.service)");
  assertEquals(placeOf(onTheHost("host"))?.[0], "(host)");
  assertEquals(placeOf(onTheHost("unknown"))?.[0], "(host)");
  assertEquals(placeOf(onTheHost("unknown", 7))?.[0], "(?)");
});

Deno.test("renderAnswers() shows ids whole when nothing may be cut, and nothing for nobody", () => {
  const [line = ""] = renderAnswers([FOUND], { noHeader: true, noTrunc: true, width: 40 });
  assertEquals(line.includes(`  ${WEB_ID}  `), true);
  assertEquals(renderAnswers([{ pid: 1, found: undefined }], OPTIONS), []);
});

Deno.test("renderAnswersJson() writes the objects of events, with all that is known", () => {
  const labels = { app: "web" };
  const found = resident && { resident, container: { ...container, labels } };
  const [line = "", ...others] = renderAnswersJson(
    [{ pid: 4711, found }, { pid: 1, found: undefined }],
    1,
    CONTEXT,
  );
  const { event: kind, process: { pid }, container: told, k8s } = JSON.parse(line);
  assertEquals([kind, pid, told.name, told.labels], ["process", 4711, "web", labels]);
  assertEquals([k8s.pod.name, others], ["web-0", []]);
});
