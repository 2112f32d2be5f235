import type { Container, Label } from "../../model/container.ts";
import type { Cgroup, LabelledEvent } from "../../model/labelled_event.ts";
import { placeText } from "./json_place_text.ts";
import { jsonString } from "./json_string.ts";
import { Fragment, type LineBuffer } from "./line_buffer.ts";

/** The text of a cgroup's events that are of one container, or of none. */
interface KnownPlace {
  readonly container: Container | undefined;
  readonly label: Label | undefined;
  readonly fragment: Fragment;
}

/** What was written for a cgroup. */
interface Places {
  /** Its last event's. */
  last: KnownPlace;
  /** Of all that share it: containers without a cgroup of their own, those that were entered, nobody. */
  readonly all: WeakMap<object, KnownPlace>;
}

/** Stands for no container. */
const NOBODY = {};

/**
 * A writer for where an event happened: `,"container":{...},"k8s":{...},"cgroup":{...}`,
 * `,"systemd":{...}` and `,"host":{...}`, as far as known. This is half of a line and hardly ever
 * changes, so the text is kept for each cgroup and container; a new name or label makes a new one.
 *
 * Details, such as the container's labels, are told with the container's own events, or with all.
 */
export function createPlaceWriter(
  hostName: string,
  everything = false,
): (labelled: LabelledEvent, out: LineBuffer) => void {
  const host = `,"host":{"name":${jsonString(hostName)}}`;
  const places = new WeakMap<Cgroup, Places>();

  function make(labelled: LabelledEvent): KnownPlace {
    const { container, label } = labelled;
    return { container, label, fragment: new Fragment(placeText(labelled, everything) + host) };
  }

  /** Rare: another container than last time, a new name or label. */
  function find(labelled: LabelledEvent, cgroup: Cgroup): KnownPlace {
    const { container, label } = labelled;
    const known = places.get(cgroup);
    const owner = container ?? NOBODY;
    let place = known?.all.get(owner);
    if (place === undefined || place.label !== label) place = make(labelled);
    if (known === undefined) {
      places.set(cgroup, { last: place, all: new WeakMap([[owner, place]]) });
    } else {
      known.last = place;
      known.all.set(owner, place);
    }
    return place;
  }

  return (labelled, out) => {
    const { event, cgroup, container, label } = labelled;
    if (cgroup === undefined || event.kind === "cgroup" || event.kind === "container") {
      const withDetails = everything || event.kind === "container";
      out.text(placeText(labelled, withDetails) + host);
      return;
    }
    let place = places.get(cgroup)?.last;
    if (place === undefined || place.container !== container || place.label !== label) {
      place = find(labelled, cgroup);
    }
    out.fragment(place.fragment);
  };
}
