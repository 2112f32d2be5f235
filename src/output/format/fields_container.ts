import type { Container, Label } from "../../model/container.ts";
import type { Happening } from "../../model/event.ts";
import type { LabelledEvent } from "../../model/labelled_event.ts";
import { rfc3339OfMs } from "./clock.ts";
import type { Field } from "./field.ts";
import { fieldsOf } from "./field_rows.ts";
import { happeningOf, someLabels } from "./subject.ts";

const containerOf = ({ container }: LabelledEvent): Container | undefined => container;
const labelOf = ({ container, label }: LabelledEvent): Label | undefined => container && label;
const happened = ({ container, event }: LabelledEvent): Happening | undefined =>
  container && happeningOf(event);

const LABEL: Field = {
  name: "container.label",
  type: "string",
  meaning: "ok, late (the name came after the event) or unknown (no runtime told it).",
  heading: "LABEL",
  width: 7,
  get: labelOf,
};

const IDENTITY = fieldsOf(containerOf, "container", [
  ["id", "string", "CONTAINER-ID", 12, (c) => c.id, "Full id of the innermost container."],
  [
    "name",
    "string",
    "CONTAINER",
    15,
    (c) => c.name,
    "Name of the container, as its runtime told.",
  ],
  [
    "runtime",
    "string",
    "RUNTIME",
    10,
    (c) => c.runtime,
    "Runtime that told the name, such as docker.",
  ],
  [
    "image.name",
    "string",
    "IMAGE",
    20,
    (c) => c.image,
    "Image the container was made from, as given to the runtime.",
  ],
]);

const PLACE = fieldsOf(containerOf, "container", [
  ["kind", "string", "KIND", 12, (c) => c.kind, "Kind of the container, as its cgroup path tells."],
  [
    "nesting",
    "list",
    "NESTING",
    12,
    (c) => c.nesting.length === 0 ? undefined : c.nesting,
    "Ids of the enclosing containers, outermost first.",
  ],
  [
    "sandbox",
    "boolean",
    "SANDBOX",
    7,
    (c) => c.isSandbox || undefined,
    "True where the container only holds the namespaces of its pod.",
  ],
]);

/** What JSON tells with the container's own events alone: it is long, or it changes. */
const DETAILS = fieldsOf(containerOf, "container", [
  [
    "state",
    "string",
    "STATE",
    10,
    (c) => c.state,
    "What the container does: created, running, paused, restarting, removing, exited or dead.",
  ],
  [
    "created",
    "timestamp",
    "CREATED",
    30,
    (c) => rfc3339OfMs(c.createdAt),
    "When the container was created, as its runtime told.",
  ],
  [
    "started",
    "timestamp",
    "UP-SINCE",
    30,
    (c) => rfc3339OfMs(c.startedAt),
    "When the container was last started, as its runtime told.",
  ],
  [
    "restart_count",
    "integer",
    "RESTARTS",
    8,
    (c) => c.restartCount,
    "How often the runtime has restarted the container.",
  ],
  ["labels", "map", "LABELS", 30, (c) => someLabels(c.labels), "Labels of the container."],
], { detail: true });

const HAPPENING = fieldsOf(happened, "container", [
  ["exit.code", "integer", "EXIT", 4, (h) => h.exitCode, "Exit code, of die and exec_exit."],
  ["signal", "string", "SENT", 9, (h) => h.signal, "Signal that the runtime sent, of kill."],
  ["old_name", "string", "OLD-NAME", 15, (h) => h.oldName, "Name before, of rename."],
  [
    "exec.command_line",
    "string",
    "EXECUTED",
    24,
    (h) => h.commandLine,
    "Command line that was started from outside, of exec.",
  ],
  ["health", "string", "HEALTH", 10, (h) => h.health, "Such as healthy or unhealthy, of health."],
]);

/** The fields about a container, in the order of the JSON line. */
export const CONTAINER_FIELDS: readonly Field[] = [
  ...IDENTITY,
  LABEL,
  ...PLACE,
  ...DETAILS,
  ...HAPPENING,
];
