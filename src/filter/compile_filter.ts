import type { ContainerEvent, Event, Process } from "../model/event.ts";
import { isFailure } from "../model/failure.ts";
import type { LabelledEvent } from "../model/labelled_event.ts";
import { parseCommPattern } from "./comm_pattern.ts";
import { containerTests } from "./container_tests.ts";
import type { Filter, FilterContext, FilterSpec } from "./filter_spec.ts";
import { inPart } from "./filter_error.ts";
import { isContainer, isOfContainer } from "./is_container.ts";
import { judgeContainer } from "./judge_container.ts";

type EventTest = (event: LabelledEvent) => boolean;

/**
 * Makes one filter of all flags; an event passes when every flag lets it. `lost` events pass
 * always. The flags about containers (`container`, `image`, `runtime`, `pod`, `namespace`, `selector`)
 * do not touch the host's events, which `scope` alone rules. The flags about processes (`pids`, `uids`,
 * `comm`, `failed`) leave of the `container` events the names that come late, which belong to the
 * events before them, and with `failed` alone the failures.
 * Throws FilterError when a pattern or the expression makes no sense.
 */
export function compileFilter(spec: FilterSpec, context: FilterContext): Filter {
  const isWanted = kindTest(spec.events);
  const ofContainer = containerTests(spec);
  const ofProcess = processTests(spec);
  const cel = spec.expression === undefined
    ? undefined
    : inPart("expression", context.compileCel, spec.expression, context.fields);

  const passesTheRest = (labelled: LabelledEvent): boolean => {
    const { event } = labelled;
    if (event.kind === "container") {
      if (!isForProcesses(spec, event)) return false;
    } else {
      for (const test of ofProcess) if (!test(labelled)) return false;
    }
    return cel === undefined || cel.matches(context.toJson(labelled));
  };

  return {
    event(labelled) {
      const { event } = labelled;
      if (event.kind === "lost") return true;
      const inContainer = isOfContainer(labelled);
      if (!isWanted(event.kind) || !inScope(spec, inContainer)) return false;
      // Loops, since the closures of `every` would be garbage of each event.
      if (inContainer) {
        for (const test of ofContainer) {
          if (!test.matches(labelled.cgroup?.owner, labelled.container)) return false;
        }
      }
      return passesTheRest(labelled);
    },
    mayPass(labelled) {
      const { event, container, cgroup } = labelled;
      if (container === undefined || !isWanted(event.kind) || !inScope(spec, true)) return false;
      const { kind, id: containerId } = container;
      const owner = cgroup?.owner ?? { kind, containerId, nesting: [] };
      return ofContainer.every((test) => test.judge(owner, container) !== "no") &&
        passesTheRest(labelled);
    },
    container(owner, container) {
      if (!isContainer(owner)) return inScope(spec, false) ? "yes" : "no";
      if (!inScope(spec, true)) return "no";
      return judgeContainer(ofContainer, owner, container);
    },
    get failures() {
      return cel?.failures ?? 0;
    },
  };
}

/** Whether events of a kind were asked for. One name after the other: to look it up in a set takes longer than the rest. */
function kindTest(kinds: readonly Event["kind"][]): (kind: Event["kind"]) => boolean {
  const [fork, exec, exit] = (["fork", "exec", "exit"] as const).map((kind) =>
    kinds.includes(kind)
  );
  return (kind) => {
    switch (kind) {
      case "fork":
        return fork === true;
      case "exec":
        return exec === true;
      case "exit":
        return exit === true;
      default:
        return kinds.includes(kind);
    }
  };
}

/** Whether a container's event passes the flags about processes. */
function isForProcesses({ pids, uids, comm, failed }: FilterSpec, event: ContainerEvent): boolean {
  if (event.action === "label") return true;
  if (pids.length > 0 || uids.length > 0 || comm !== undefined) return false;
  return !failed || isFailure(event);
}

function inScope({ scope }: FilterSpec, ofContainer: boolean): boolean {
  return scope === "all" || (scope === "containers") === ofContainer;
}

function processTests(spec: FilterSpec): readonly EventTest[] {
  const tests: EventTest[] = [];
  const ifProcess = (test: (subject: Process) => boolean) =>
    tests.push(({ event }) => {
      const subject = processOf(event);
      return subject !== undefined && test(subject);
    });
  if (spec.pids.length > 0) {
    const pids = new Set(spec.pids);
    ifProcess(({ pid }) => pids.has(pid));
  }
  if (spec.uids.length > 0) {
    const uids = new Set(spec.uids);
    ifProcess(({ credentials }) => uids.has(credentials.uid));
  }
  if (spec.comm !== undefined) {
    const pattern = inPart("comm", parseCommPattern, spec.comm);
    ifProcess(({ command }) => pattern.matches({ names: [command], final: true }));
  }
  if (spec.failed) tests.push(({ event }) => canShowAsFailed(event));
  return tests;
}

function processOf(event: Event): Process | undefined {
  return event.kind === "container" || event.kind === "lost" ? undefined : event.process;
}

/** An exec event is a success; what is not about a process's life is not ruled out. */
function canShowAsFailed(event: Event): boolean {
  switch (event.kind) {
    case "exit":
      return isFailure(event);
    case "fork":
    case "exec":
    case "process":
      return false;
    case "cgroup":
    case "container":
    case "lost":
      return true;
    default:
      throw event satisfies never;
  }
}
