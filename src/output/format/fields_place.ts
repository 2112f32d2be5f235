import type { Orchestration, Pod } from "../../model/container.ts";
import type { LabelledEvent } from "../../model/labelled_event.ts";
import type { Field } from "./field.ts";
import { fieldsOf } from "./field_rows.ts";
import { CONTAINER_FIELDS } from "./fields_container.ts";
import { type CgroupFacts, cgroupOf, podUidOf, someLabels, unitOf } from "./subject.ts";

const podOf = ({ container }: LabelledEvent): Pod | undefined => container?.pod;
const orchestrationOf = ({ container }: LabelledEvent): Orchestration | undefined =>
  container?.orchestration;

const POD_UID: Field = {
  name: "k8s.pod.uid",
  type: "string",
  meaning: "Uid of the pod.",
  heading: "POD-UID",
  width: 36,
  get: podUidOf,
};

const KUBERNETES: readonly Field[] = [
  ...fieldsOf(podOf, "k8s", [
    [
      "namespace.name",
      "string",
      "NAMESPACE",
      12,
      (pod) => pod.namespace,
      "Kubernetes namespace of the pod.",
    ],
    ["pod.name", "string", "POD", 20, (pod) => pod.name, "Name of the pod."],
  ]),
  POD_UID,
  ...fieldsOf(podOf, "k8s", [
    [
      "pod.labels",
      "map",
      "POD-LABELS",
      30,
      (pod) => someLabels(pod.labels),
      "Labels of the pod, where the runtime keeps them apart from the container's.",
    ],
  ], { detail: true }),
  ...fieldsOf(podOf, "k8s", [
    [
      "container.name",
      "string",
      "POD-CONTAINER",
      13,
      (pod) => pod.container,
      "Name of the container within its pod.",
    ],
  ]),
];

const OTHER_ORCHESTRATORS: readonly Field[] = [
  ...fieldsOf((labelled) => orchestrationOf(labelled)?.compose, "compose", [
    ["project.name", "string", "PROJECT", 12, (names) => names.project, "Compose project."],
    [
      "service.name",
      "string",
      "SERVICE",
      12,
      (names) => names.service,
      "Service within its Compose project.",
    ],
  ]),
  ...fieldsOf((labelled) => orchestrationOf(labelled)?.swarm, "swarm", [
    ["service.name", "string", "SWARM-SERVICE", 13, (names) => names.service, "Swarm service."],
    ["task.name", "string", "SWARM-TASK", 16, (names) => names.task, "Task of the Swarm service."],
  ]),
  ...fieldsOf((labelled) => orchestrationOf(labelled)?.nomad, "nomad", [
    ["job.name", "string", "NOMAD-JOB", 12, (names) => names.job, "Nomad job."],
    ["task.name", "string", "NOMAD-TASK", 12, (names) => names.task, "Task of the Nomad job."],
  ]),
];

const CGROUP = fieldsOf<CgroupFacts>(cgroupOf, "cgroup", [
  [
    "id",
    "integer",
    "CGROUP",
    8,
    (cgroup) => cgroup.id,
    "Id of the cgroup, equal to the inode number of its directory.",
  ],
  [
    "path",
    "string",
    "CGROUP-PATH",
    32,
    (cgroup) => cgroup.path,
    "Path of the cgroup within its hierarchy.",
  ],
  [
    "path_truncated",
    "boolean",
    "CGROUP-CUT",
    10,
    (cgroup) => cgroup.pathTruncated || undefined,
    "True where the path of the cgroup was too long and was cut.",
  ],
  [
    "hierarchy",
    "integer",
    "HIERARCHY",
    9,
    (cgroup) => cgroup.hierarchy || undefined,
    "Number of the cgroup hierarchy, where it is a v1 one.",
  ],
]);

const UNIT: Field = {
  name: "systemd.unit",
  type: "string",
  meaning: "systemd unit of a process outside of containers.",
  heading: "UNIT",
  width: 20,
  get: unitOf,
};

/** The fields about where an event happened, in the order of the JSON line. */
export const PLACE_FIELDS: readonly Field[] = [
  ...CONTAINER_FIELDS,
  ...KUBERNETES,
  ...OTHER_ORCHESTRATORS,
  ...CGROUP,
  UNIT,
];
