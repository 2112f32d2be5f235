import type { Container } from "../../model/container.ts";
import type { Cgroup } from "../../model/labelled_event.ts";
import type { FieldContext } from "../../output/format/field.ts";
import { PLACE_FIELDS } from "../../output/format/fields_place.ts";
import { createFieldPicker, type FieldTree } from "../../output/format/json_fields.ts";

/** Whether an event came with a name says nothing of a container. */
const FIELDS = PLACE_FIELDS.filter(({ name }) => name !== "container.label");

/** Containers for lists in JSON, with the names of events: `container`, `k8s`, `compose`, `cgroup` and so on. */
export function createContainerPicker(
  context: FieldContext,
): (container: Container, cgroup: Cgroup | undefined) => FieldTree {
  const pick = createFieldPicker(FIELDS, context);
  return (container, cgroup) =>
    pick({
      event: { kind: "container", action: "label", time: 0 },
      ...{ container, cgroup, label: undefined, role: undefined },
    });
}
