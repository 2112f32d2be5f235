import { ExitCode } from "../../cli/exit_code.ts";
import { jsonValue } from "../../output/format/json_string.ts";
import { type ListColumn, renderList } from "../../output/format/list_table.ts";
import type { ContainerTest } from "../../filter/container_tests.ts";
import { printable } from "../../text/printable.ts";
import type { SeenContainer } from "../../store/history/history_reader.ts";
import { compileContainerTests } from "../compile_container_tests.ts";
import { containerSpec } from "../container_flags.ts";
import { createContainerPicker } from "../inventory/container_picker.ts";
import { idCell, nameCell, podCell } from "../inventory/place_cells.ts";
import type { Answer, Asked, Asking } from "./asked.ts";

const COLUMNS: readonly ListColumn[] = [
  { heading: "NAME" },
  { heading: "ID" },
  { heading: "IMAGE" },
  { heading: "RUNTIME" },
  { heading: "POD" },
  { heading: "PROCESSES", number: true },
  { heading: "FIRST SEEN" },
  { heading: "LAST SEEN" },
];

/** Answers with the containers that were seen in the span. @throws {UsageError} for flags that make no sense. */
export function containersAnswer({ io, values }: Asking): Promise<Answer> {
  const tests = compileContainerTests(values);
  return Promise.resolve(async (asked) => {
    const seen = seenContainers(asked, asked.span, tests);
    const lines = values.format === "json" ? renderJson(asked, seen) : renderTable(asked, seen);
    if (lines.length > 0) await io.stdout.write(`${lines.join("\n")}\n`);
    return ExitCode.ok;
  });
}

/** The containers that the flags choose, of all times; undefined when they choose none in particular. */
export function chosenContainers(asked: Asked): readonly SeenContainer[] | undefined {
  if (Object.keys(containerSpec(asked.values)).length === 0) return undefined;
  const always = { from: 0n, until: asked.now };
  return seenContainers(asked, always, compileContainerTests(asked.values));
}

function seenContainers(
  { reader }: Asked,
  span: Asked["span"],
  tests: readonly ContainerTest[],
): readonly SeenContainer[] {
  return [...reader.containers(span)].filter(({ container }) => {
    const { id: containerId, kind } = container;
    const owner = { containerId, kind, nesting: [] };
    return tests.every((test) => test.matches(owner, container));
  });
}

function renderTable(
  { io, values, reader, context, now }: Asked,
  seen: readonly SeenContainer[],
): readonly string[] {
  const noTrunc = values["no-trunc"];
  const rows = seen.map(({ row, container, firstSeen, lastSeen }) => [
    nameCell(container),
    idCell(container, noTrunc),
    printable(container.image ?? ""),
    printable(container.runtime ?? container.kind),
    podCell(container),
    String(reader.countOf(row)),
    context.clock.dateTime(Number(firstSeen - now)),
    context.clock.dateTime(Number(lastSeen - now)),
  ]);
  return renderList(COLUMNS, rows, {
    noHeader: values["no-header"],
    width: noTrunc ? undefined : io.stdout.columns(),
  });
}

function renderJson(
  { reader, context, now }: Asked,
  seen: readonly SeenContainer[],
): readonly string[] {
  const pick = createContainerPicker(context);
  return seen.map(({ row, container, firstSeen, lastSeen }) => {
    // What it was doing when it was last heard of is past.
    const { state: _, ...known } = container;
    return jsonValue({
      ...pick(known, undefined),
      processes: { count: reader.countOf(row) },
      first_seen: context.clock.rfc3339(Number(firstSeen - now)),
      last_seen: context.clock.rfc3339(Number(lastSeen - now)),
      host: { name: context.hostName },
    });
  });
}
