import type { Container, Labels, Orchestration } from "../../model/container.ts";
import type { Event } from "../../model/event.ts";
import type { LabelledEvent } from "../../model/labelled_event.ts";
import { rfc3339OfMs } from "./clock.ts";
import { jsonString, jsonValue } from "./json_string.ts";
import { cgroupOf, happeningOf, podUidOf, someLabels, unitOf } from "./subject.ts";

/** `"name":value` for each value that is there, separated by commas. */
function members(values: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(values)
    .flatMap(([name, value]) => value === undefined ? [] : [`"${name}":${value}`]).join(",");
}

/** An object with the members that are there; absent when none is. */
function object(values: Readonly<Record<string, string | undefined>>): string | undefined {
  const text = members(values);
  return text === "" ? undefined : `{${text}}`;
}

function string(value: string | undefined): string | undefined {
  return value === undefined ? undefined : jsonString(value);
}

function number(value: number | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}

function map(value: Labels | undefined): string | undefined {
  const labels = someLabels(value);
  return labels && jsonValue(labels);
}

/** What is long or changes: `,"state":"running"` and so on, as object members. */
function containerDetails(container: Container): Readonly<Record<string, string | undefined>> {
  const { state, createdAt, startedAt, restartCount, labels } = container;
  return {
    state: string(state),
    created: string(rfc3339OfMs(createdAt)),
    started: string(rfc3339OfMs(startedAt)),
    restart_count: number(restartCount),
    labels: map(labels),
  };
}

/** What a step of the container's life tells besides its name. */
function happeningDetails(event: Event): Readonly<Record<string, string | undefined>> {
  const { exitCode, signal, oldName, commandLine, health } = happeningOf(event) ?? {};
  return {
    exit: object({ code: number(exitCode) }),
    signal: string(signal),
    old_name: string(oldName),
    exec: object({ command_line: string(commandLine) }),
    health: string(health),
  };
}

function containerText(
  { event, label }: LabelledEvent,
  container: Container,
  withDetails: boolean,
): string | undefined {
  return object({
    id: jsonString(container.id),
    name: string(container.name),
    runtime: string(container.runtime),
    image: object({ name: string(container.image) }),
    label: string(label),
    kind: jsonString(container.kind),
    nesting: container.nesting.length === 0
      ? undefined
      : `[${container.nesting.map(jsonString).join(",")}]`,
    sandbox: container.isSandbox === true ? "true" : undefined,
    ...withDetails ? containerDetails(container) : {},
    ...happeningDetails(event),
  });
}

function podText(labelled: LabelledEvent, withDetails: boolean): string | undefined {
  const pod = labelled.container?.pod;
  return object({
    namespace: object({ name: string(pod?.namespace) }),
    pod: object({
      name: string(pod?.name),
      uid: string(podUidOf(labelled)),
      labels: withDetails ? map(pod?.labels) : undefined,
    }),
    container: object({ name: string(pod?.container) }),
  });
}

/** `{"project":{"name":"shop"}}`, each name as an object of its own. */
function names(values: Readonly<Record<string, string | undefined>>): string | undefined {
  return object(Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, object({ name: string(value) })]),
  ));
}

function orchestrationTexts(
  { compose, swarm, nomad }: Orchestration,
): Readonly<Record<string, string | undefined>> {
  return {
    compose: compose && names({ project: compose.project, service: compose.service }),
    swarm: swarm && names({ service: swarm.service, task: swarm.task }),
    nomad: nomad && names({ job: nomad.job, task: nomad.task }),
  };
}

function cgroupText(labelled: LabelledEvent): string | undefined {
  const cgroup = cgroupOf(labelled);
  return cgroup && object({
    id: String(cgroup.id),
    path: string(cgroup.path),
    path_truncated: cgroup.pathTruncated ? "true" : undefined,
    hierarchy: cgroup.hierarchy === 0 ? undefined : String(cgroup.hierarchy),
  });
}

/**
 * `,"container":{...},"k8s":{...},"cgroup":{...}` and so on, as far as known; empty when nothing is.
 * `withDetails` adds what is long or changes, such as labels.
 */
export function placeText(labelled: LabelledEvent, withDetails: boolean): string {
  const { container } = labelled;
  const text = members({
    container: container && containerText(labelled, container, withDetails),
    k8s: podText(labelled, withDetails),
    ...container?.orchestration && orchestrationTexts(container.orchestration),
    cgroup: cgroupText(labelled),
    systemd: object({ unit: string(unitOf(labelled)) }),
  });
  return text === "" ? "" : `,${text}`;
}
