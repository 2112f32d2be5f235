import {
  type Container,
  CONTAINER_STATES,
  type ContainerState,
  type Labels,
  type Orchestration,
  type Pod,
} from "../../model/container.ts";
import { OWNER_KINDS } from "../../model/owner.ts";

/** What of a container has no column of its own, as JSON. */
export function containerFacts(container: Container): string {
  const { pod, orchestration, labels, state, createdAt, startedAt, restartCount, isSandbox } =
    container;
  const { uid, container: podContainer, labels: podLabels } = pod ?? {};
  return JSON.stringify({
    ...{ orchestration, labels, state, createdAt, startedAt, restartCount, isSandbox },
    ...{ uid, podContainer, podLabels },
  });
}

/** The columns of a container that make it again. */
export type ContainerRow = Readonly<Record<string, unknown>>;

/**
 * The container of a row. What is not of the type that it should be is left out: the file may be from
 * anybody.
 */
export function containerOf(row: ContainerRow): Container {
  const facts = recordOf(parse(row["facts"]));
  const kind = OWNER_KINDS.find((each) => each === row["kind"]) ?? "unknown";
  const nesting = parse(row["nesting"]);
  const pod = podOf(row, facts);
  return {
    id: String(row["container_id"]),
    kind,
    nesting: textListOf(nesting),
    ...given("name", textOf(row["name"])),
    ...given("image", textOf(row["image"])),
    ...given("runtime", textOf(row["runtime"])),
    ...given("pod", pod),
    ...given("orchestration", orchestrationOf(facts["orchestration"])),
    ...given("labels", textsOf(facts["labels"])),
    ...given("state", stateOf(facts["state"])),
    ...given("createdAt", numberOf(facts["createdAt"])),
    ...given("startedAt", numberOf(facts["startedAt"])),
    ...given("restartCount", numberOf(facts["restartCount"])),
    ...facts["isSandbox"] === true ? { isSandbox: true } : {},
  };
}

/** A value of JSON, or undefined for what is none. */
export function parse(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined;
  }
}

/** An object's values by name; empty for what is none. */
export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

/** A text, or undefined for what is none. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** The texts of a list; empty for what is none. */
export function textListOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** A number, or undefined for what is none. */
export function numberOf(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

/** An object with one property, or with none where the value is not there. */
export function given<K extends string, V>(
  name: K,
  value: V | undefined,
): { readonly [P in K]?: V } {
  return value === undefined ? {} : { [name]: value } as { readonly [P in K]?: V };
}

function textsOf(value: unknown): Labels | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.fromEntries(Object.entries(value).filter(([, text]) => typeof text === "string"));
}

function stateOf(value: unknown): ContainerState | undefined {
  return CONTAINER_STATES.find((state) => state === value);
}

function podOf(row: ContainerRow, facts: Readonly<Record<string, unknown>>): Pod | undefined {
  const pod: Pod = {
    ...given("uid", textOf(facts["uid"])),
    ...given("name", textOf(row["pod"])),
    ...given("namespace", textOf(row["namespace"])),
    ...given("container", textOf(facts["podContainer"])),
    ...given("labels", textsOf(facts["podLabels"])),
  };
  return Object.keys(pod).length === 0 ? undefined : pod;
}

function orchestrationOf(value: unknown): Orchestration | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const names = recordOf(value);
  return {
    ...given("compose", textsOf(names["compose"])),
    ...given("swarm", textsOf(names["swarm"])),
    ...given("nomad", textsOf(names["nomad"])),
  };
}
