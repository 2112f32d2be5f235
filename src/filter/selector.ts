import type { Container, Labels } from "../model/container.ts";
import type { Owner, OwnerKind } from "../model/owner.ts";
import { FilterError } from "./filter_error.ts";
import type { Verdict } from "./name_pattern.ts";

/** A compiled selector of labels. */
export interface Selector {
  /** Whether it matches what is known now; without labels only what asks for absence holds. */
  matches(container: Container | undefined): boolean;
  /** Whether it matches whatever is still learnt: `maybe` while labels may still come. */
  judge(owner: Owner, container: Container | undefined): Verdict;
}

/** A test of the values that a container and its pod have under one key: none, one or two. */
interface Requirement {
  readonly key: string;
  readonly holds: (values: readonly string[]) => boolean;
}

/** Kinds whose labels can change while the container lives (`ctr container label`). */
const RELABELLED: ReadonlySet<OwnerKind> = new Set(["containerd"]);

const HINT = "write it like app=web,tier!=cache,zone in (a,b),!test";

/** A key or a value; more than Kubernetes allows, as other runtimes' labels take any text. */
const WORD = String.raw`[^\s,()=!]+`;
const VALUE = String.raw`[^\s,()=!]*`;

const EXISTS = new RegExp(`^(?<absent>!)?\\s*(?<key>${WORD})$`);
const EQUALS = new RegExp(`^(?<key>${WORD})\\s*(?<operator>==?|!=)\\s*(?<value>${VALUE})$`);
const IN_SET = new RegExp(`^(?<key>${WORD})\\s+(?<not>not)?in\\s*\\((?<values>[^()]*)\\)$`);

/** Commas outside of parentheses. */
const BETWEEN = /,(?![^()]*\))/;

/**
 * Compiles a selector as `kubectl -l` takes it: requirements joined by commas, all of which must hold:
 * `key=value`, `key==value`, `key!=value`, `key in (a,b)`, `key notin (a,b)`, `key`, `!key`. A key that is
 * not there meets `!=`, `notin` and `!`. Labels of the container and of its pod count alike: one of the
 * two must have what is asked for, none what is excluded. Throws {@link FilterError}.
 */
export function parseSelector(text: string): Selector {
  const requirements = text.split(BETWEEN).map((each) => parseRequirement(each.trim()));
  const matches = (container: Container | undefined) =>
    requirements.every(({ key, holds }) => holds(valuesOf(key, container)));
  return {
    matches,
    judge(owner, container) {
      if (!areLabelsFinal(owner, container)) return "maybe";
      return matches(container) ? "yes" : "no";
    },
  };
}

function parseRequirement(text: string): Requirement {
  const exists = EXISTS.exec(text)?.groups;
  if (exists !== undefined) {
    const isAbsent = exists.absent !== undefined;
    return { key: exists.key ?? "", holds: (values) => (values.length === 0) === isAbsent };
  }
  const equals = EQUALS.exec(text)?.groups;
  if (equals !== undefined) {
    return oneOf(equals.key, [equals.value ?? ""], equals.operator === "!=");
  }
  const inSet = IN_SET.exec(text)?.groups;
  if (inSet !== undefined) {
    const values = (inSet.values ?? "").split(",").map((value) => value.trim());
    return oneOf(inSet.key, values, inSet.not !== undefined);
  }
  throw new FilterError(
    text === "" ? "a requirement is empty" : `cannot read "${text}"`,
    { hint: HINT },
  );
}

function oneOf(key = "", wanted: readonly string[], negated: boolean): Requirement {
  const set = new Set(wanted);
  return { key, holds: (values) => values.some((value) => set.has(value)) !== negated };
}

function valuesOf(key: string, container: Container | undefined): readonly string[] {
  const maps: (Labels | undefined)[] = [container?.labels, container?.pod?.labels];
  return maps.flatMap((labels) => {
    const value = labels && Object.hasOwn(labels, key) ? labels[key] : undefined;
    return value === undefined ? [] : [value];
  });
}

/**
 * Whether all labels are known and stay. A runtime tells a pod together with the labels or the path does;
 * so where neither did, there are no labels of a pod to come.
 */
function areLabelsFinal(owner: Owner, container: Container | undefined): boolean {
  if (container?.labels === undefined || RELABELLED.has(owner.kind)) return false;
  const isInPod = container.pod !== undefined || owner.podUid !== undefined;
  return !isInPod || container.pod?.labels !== undefined;
}
