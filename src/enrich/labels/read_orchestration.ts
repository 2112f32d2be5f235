import type { Orchestration } from "../../model/container.ts";
import { boundedText, field } from "../api/json_fields.ts";

/** None of them allows names as long as this. */
const MAX_NAME = 256;

/** An orchestrator's names, and the labels that hold them: the first that is there counts. */
type NameTable = {
  readonly [O in keyof Orchestration]-?: {
    readonly [N in keyof Required<Orchestration>[O]]-?: readonly string[];
  };
};

const NAMES: NameTable = {
  // podman-compose writes its own labels beside Docker's.
  compose: {
    project: ["com.docker.compose.project", "io.podman.compose.project"],
    service: ["com.docker.compose.service", "io.podman.compose.service"],
  },
  swarm: {
    service: ["com.docker.swarm.service.name"],
    task: ["com.docker.swarm.task.name"],
  },
  // With `extra_labels` in the driver's settings; by default Nomad writes the allocation's id alone.
  nomad: {
    job: ["com.hashicorp.nomad.job_name", "com.hashicorp.nomad.job_id"],
    task: ["com.hashicorp.nomad.task_name"],
  },
};

/** The names that Compose, Swarm or Nomad gave; undefined when there are none. Never throws. */
export function readOrchestration(labels: unknown): Orchestration | undefined {
  const found = Object.entries(NAMES).flatMap(([orchestrator, table]) => {
    const names = Object.entries(table).flatMap(([name, keys]) => {
      const text = keys.map((key) => boundedText(field(labels, key), MAX_NAME))
        .find((value) => value !== undefined);
      return text === undefined ? [] : [[name, text] as const];
    });
    return names.length === 0 ? [] : [[orchestrator, Object.fromEntries(names)] as const];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}
