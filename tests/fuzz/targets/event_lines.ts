import { assert, assertEquals } from "@std/assert";
import { DOCKER_DIALECT } from "../../../src/enrich/docker/docker_dialect.ts";
import { parseEvent } from "../../../src/enrich/api/parse_event.ts";
import { LogHistory } from "../../../src/enrich/podman/log_history.ts";
import { PODMAN_DIALECT } from "../../../src/enrich/podman/podman_dialect.ts";
import { fixture } from "../../enrich/api/fixtures.ts";
import { lines as podmanLines } from "../../enrich/podman/fixtures.ts";
import { mutatedJson } from "../mutate_json.ts";
import { fuzzTarget } from "../target.ts";
import { weightOf } from "../weight_of.ts";

const encoder = new TextEncoder();

/** Most that is kept of one event: as of a container, and a command line. */
const EVENT_MAX = 60_000;

const DOCKER_LINES = new TextDecoder().decode(fixture("events.jsonl")).trim().split("\n");

const DIALECTS = [
  { name: "docker_events", dialect: DOCKER_DIALECT, lines: DOCKER_LINES },
  { name: "podman_events", dialect: PODMAN_DIALECT, lines: podmanLines("events.jsonl") },
];

/** Events of daemons that speak Docker's API. */
export const EVENT_LINES = DIALECTS.map(({ name, dialect, lines }) =>
  fuzzTarget({
    name,
    promise: "any line is an event of a container with a true id, or is counted",
    input: mutatedJson(...lines),
    check(line) {
      const event = parseEvent(encoder.encode(line), dialect);
      if (typeof event === "string") return;
      assert(/^[0-9a-f]{64}$/.test(event.id));
      assertEquals(event.container?.id ?? event.id, event.id);
      assert(weightOf(event) <= EVENT_MAX, `${weightOf(event)} are kept`);
    },
  })
);

/** An attribute that lies deeper than an engine's stack. */
const DEEP_LINE = `{"Type":"container","ID":"${"a".repeat(64)}","Status":"create","Name":${
  "[".repeat(20_000)
}${"]".repeat(20_000)}}`;

/** The log that podman writes where there is no daemon. */
export const EVENT_LOG = fuzzTarget({
  name: "podman_log",
  promise: "any line is read without an exception, and what is known stays bounded",
  input: mutatedJson(...podmanLines("events_log.jsonl")),
  check(line) {
    const history = new LogHistory();
    history.add(line);
    const step = history.add(line);
    assert(weightOf(step) <= EVENT_MAX, `${weightOf(step)} are kept`);
  },
  findings: [DEEP_LINE],
});
