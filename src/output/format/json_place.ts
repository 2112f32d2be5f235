import type { Container, Label } from "../../model/container.ts";
import type { Cgroup, LabelledEvent } from "../../model/labelled_event.ts";
import { placeText } from "./json_place_text.ts";
import { jsonString } from "./json_string.ts";
import { Fragment, type LineBuffer } from "./line_buffer.ts";
import { processOf } from "./subject.ts";

/** The text of a cgroup's process events that are of one container, or of none. */
interface KnownPlace {
  readonly container: Container | undefined;
  readonly label: Label | undefined;
  readonly fragment: Fragment;
}

/** What was written for a cgroup. */
interface Places {
  /** Its last event's. */
  last: KnownPlace | undefined;
  /** Of all that share it: containers without a cgroup of their own, those that were entered, nobody. */
  readonly all: WeakMap<object, KnownPlace>;
}

/** Stands for no container. */
const NOBODY = {};

/**
 * A writer for where an event happened: `,"container":{...},"k8s":{...},"cgroup":{...}`,
 * `,"systemd":{...}` and `,"host":{...}`, as far as known; in front the brace that ends the event's process, if it
 * has one, at the end the line's. This is half of a line and hardly ever changes, so the text is kept for each cgroup
 * and container; a new name or label makes a new one.
 *
 * Details, such as the container's labels, are told with the container's own events, or with all.
 */
export function createPlaceWriter(
  hostName: string,
  everything = false,
): (labelled: LabelledEvent, out: LineBuffer) => void {
  const host = `,"host":{"name":${jsonString(hostName)}}}`;
  const places = new WeakMap<Cgroup, Places>();

  function textOf(labelled: LabelledEvent, withDetails: boolean): string {
    const processEnd = processOf(labelled.event) === undefined ? "" : "}";
    return processEnd + placeText(labelled, withDetails) + host;
  }

  function make(labelled: LabelledEvent): KnownPlace {
    const { container, label } = labelled;
    return { container, label, fragment: new Fragment(textOf(labelled, everything)) };
  }

  function placesOf(cgroup: Cgroup): Places {
    let known = places.get(cgroup);
    if (known === undefined) places.set(cgroup, known = { last: undefined, all: new WeakMap() });
    return known;
  }

  /** Rare: another container than last time, a new name or label. */
  function find(labelled: LabelledEvent, known: Places): KnownPlace {
    const { container, label } = labelled;
    const owner = container ?? NOBODY;
    let place = known.all.get(owner);
    if (place === undefined || place.label !== label) place = make(labelled);
    known.last = place;
    known.all.set(owner, place);
    return place;
  }

  let last: Cgroup | undefined;
  let known: Places = { last: undefined, all: new WeakMap() };
  return (labelled, out) => {
    const { event: { kind }, cgroup, container, label } = labelled;
    if (cgroup === undefined || kind === "cgroup" || kind === "container" || kind === "lost") {
      out.text(textOf(labelled, everything || kind === "container"));
      return;
    }
    if (cgroup !== last) {
      last = cgroup;
      known = placesOf(cgroup);
    }
    let place = known.last;
    if (place === undefined || place.container !== container || place.label !== label) {
      place = find(labelled, known);
    }
    out.fragment(place.fragment);
  };
}
