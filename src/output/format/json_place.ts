import type { Container, Label } from "../../model/container.ts";
import type { Cgroup, LabelledEvent } from "../../model/labelled_event.ts";
import { jsonString } from "./json_string.ts";
import { Fragment, type LineBuffer } from "./line_buffer.ts";
import { cgroupOf, podUidOf, unitOf } from "./subject.ts";

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

function containerText(container: Container, label: Label | undefined): string | undefined {
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
  });
}

function podText(labelled: LabelledEvent): string | undefined {
  const pod = labelled.container?.pod;
  return object({
    namespace: object({ name: string(pod?.namespace) }),
    pod: object({ name: string(pod?.name), uid: string(podUidOf(labelled)) }),
    container: object({ name: string(pod?.container) }),
  });
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

function placeText(labelled: LabelledEvent): string {
  const text = members({
    container: labelled.container && containerText(labelled.container, labelled.label),
    k8s: podText(labelled),
    cgroup: cgroupText(labelled),
    systemd: object({ unit: string(unitOf(labelled)) }),
  });
  return text === "" ? "" : `,${text}`;
}

interface KnownPlace {
  readonly container: Container | undefined;
  readonly label: Label | undefined;
  readonly fragment: Fragment;
}

/**
 * A writer for where an event happened: `,"container":{...},"k8s":{...},"cgroup":{...}`,
 * `,"systemd":{...}` and `,"host":{...}`, as far as known. This is half of a line and hardly ever
 * changes, so the last text is kept for each cgroup; a new name or label makes a new one.
 */
export function createPlaceWriter(
  hostName: string,
): (labelled: LabelledEvent, out: LineBuffer) => void {
  const host = `,"host":{"name":${jsonString(hostName)}}`;
  const places = new WeakMap<Cgroup, KnownPlace>();
  return (labelled, out) => {
    const { cgroup, container, label } = labelled;
    if (cgroup === undefined || labelled.event.kind === "cgroup") {
      out.text(placeText(labelled) + host);
      return;
    }
    let known = places.get(cgroup);
    if (known === undefined || known.container !== container || known.label !== label) {
      known = { container, label, fragment: new Fragment(placeText(labelled) + host) };
      places.set(cgroup, known);
    }
    out.fragment(known.fragment);
  };
}
