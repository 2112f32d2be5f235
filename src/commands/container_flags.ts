import type { Flag, ValuesOf } from "../cli/flag.ts";
import type { FilterPart } from "../filter/filter_error.ts";
import type { ContainerSpec } from "../filter/filter_spec.ts";

const GROUP = "Which containers";

/** The flags that choose containers, for every command that shows some. */
export const CONTAINER_FLAGS = [
  {
    long: "container",
    short: "c",
    type: "list",
    item: "string",
    value: "NAME,...",
    group: GROUP,
    absent: "every container",
    help: "Only containers of this name, glob or id prefix; !NAME leaves one out.",
  },
  {
    long: "image",
    type: "list",
    item: "string",
    value: "IMAGE,...",
    group: GROUP,
    absent: "every image",
    help: "Only containers of this image, tag optional; globs and !IMAGE as for --container.",
  },
  {
    long: "runtime",
    type: "list",
    item: "string",
    value: "NAME,...",
    group: GROUP,
    absent: "every runtime",
    help: "Only containers of this runtime or kind, such as docker or podman.",
  },
  {
    long: "pod",
    type: "list",
    item: "string",
    value: "NAME,...",
    group: GROUP,
    absent: "every pod, or none",
    help: "Only containers of this Kubernetes pod, by name or uid; globs and !NAME work.",
  },
  {
    long: "namespace",
    short: "n",
    type: "list",
    item: "string",
    value: "NAME,...",
    group: GROUP,
    absent: "every namespace, or none",
    help: "Only containers of this Kubernetes namespace; globs and !NAME work.",
  },
  {
    long: "selector",
    short: "l",
    type: "list",
    item: "string",
    value: "LABELS",
    group: GROUP,
    absent: "every label",
    help:
      "Only containers whose own or whose pod's labels are so: a=b, c!=d, e in (x,y), f, !g, joined by commas.",
  },
] as const satisfies readonly Flag[];

/** Values of the flags that choose containers. */
export type ContainerValues = ValuesOf<typeof CONTAINER_FLAGS>;

/** The values as one specification. */
export function containerSpec(values: ContainerValues): ContainerSpec {
  return Object.assign(
    {},
    ...CONTAINER_FLAGS.map(({ long }) => pattern(long, values[long])),
  );
}

/** A list flag's value as a part of the specification; nothing when the flag was not given. */
export function pattern(
  part: FilterPart,
  terms: readonly string[],
): Partial<Record<FilterPart, string>> {
  return terms.length === 0 ? {} : { [part]: terms.join(",") };
}
