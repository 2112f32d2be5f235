import type { Container } from "../model/container.ts";
import type { Owner } from "../model/owner.ts";
import {
  containerNames,
  imageNames,
  namespaceNames,
  podNames,
  runtimeNames,
} from "./container_names.ts";
import { type FilterPart, inPart } from "./filter_error.ts";
import type { ContainerSpec } from "./filter_spec.ts";
import {
  type Named,
  type NamePatternOptions,
  parseNamePattern,
  type Verdict,
} from "./name_pattern.ts";
import { parseSelector } from "./selector.ts";

/** A test of containers. */
export interface ContainerTest {
  /** Whether it matches as things are known now. */
  matches(owner: Owner | undefined, container: Container | undefined): boolean;
  /** Whether it matches whatever is still learnt. */
  judge(owner: Owner, container: Container | undefined): Verdict;
}

/** A part of the filter that is a pattern, and the names that it looks at. */
interface PatternPart {
  readonly part: FilterPart & keyof ContainerSpec;
  readonly names: (owner: Owner | undefined, container: Container | undefined) => Named;
  readonly options?: NamePatternOptions;
}

const PATTERNS: readonly PatternPart[] = [
  { part: "container", names: containerNames, options: { ids: true } },
  { part: "image", names: (_, container) => imageNames(container) },
  { part: "runtime", names: runtimeNames },
  { part: "pod", names: podNames },
  { part: "namespace", names: (_, container) => namespaceNames(container) },
];

/** The tests that a container must all pass. Throws FilterError when one of them makes no sense. */
export function containerTests(spec: ContainerSpec): readonly ContainerTest[] {
  const tests = PATTERNS.flatMap(({ part, names, options }): ContainerTest[] => {
    const text = spec[part];
    if (text === undefined) return [];
    const pattern = inPart(part, parseNamePattern, text, options);
    return [{
      matches: (owner, container) => pattern.matches(names(owner, container)),
      judge: (owner, container) => pattern.judge(names(owner, container)),
    }];
  });
  if (spec.selector === undefined) return tests;
  const selector = inPart("selector", parseSelector, spec.selector);
  return [...tests, {
    matches: (_, container) => selector.matches(container),
    judge: (owner, container) => selector.judge(owner, container),
  }];
}
