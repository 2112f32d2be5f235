import type { NestingLevel, Owner } from "../model/owner.ts";
import { judgeHostPath } from "./judge_host_path.ts";
import { type Judgement, judgement, WEIGHT } from "./judgement.ts";
import { matchSegment } from "./match_segment.ts";
import type { Pattern } from "./pattern.ts";
import { isKubeletGroup, isQosClass, podUid } from "./pod_uid.ts";

/**
 * What is known while one path is walked from its outermost name inwards. A name's meaning depends on
 * what is between it and the container around it, so a new container clears all but its own pod.
 */
export class Walk {
  readonly #levels: NestingLevel[] = [];
  /** Names since the innermost container. */
  #above: string[] = [];
  /** A pod's or kubelet's directory is among them. */
  #kubernetes = false;
  #helper: Pattern | undefined;
  #group: Pattern | undefined;
  #malformed = false;
  #host = false;
  /** Pod met last. */
  #pod: string | undefined;
  /** Pod of the innermost container; of the path while there is none. */
  #ownerPod: string | undefined;

  /**
   * Goes one name further in.
   * @param next The name after it; empty for the last one.
   */
  visit(segment: string, next: string): void {
    this.#group = undefined;
    const uid = podUid(segment, this.#kubernetes);
    if (uid !== undefined) {
      this.#pod = uid;
      if (this.#levels.length === 0) this.#ownerPod = uid;
    }
    if (uid !== undefined || isKubeletGroup(segment)) {
      this.#kubernetes = true;
    } else if (this.#match(segment, next)) {
      return;
    }
    this.#above.push(segment);
  }

  /** Notes what a name says; true when it is a container's. */
  #match(segment: string, next: string): boolean {
    const above = this.#above;
    const kubernetes = this.#kubernetes;
    const found = matchSegment(segment, { parent: above.at(-1) ?? "", above, next, kubernetes });
    if (found === undefined) return false;
    const { pattern, id } = found;
    switch (pattern.verdict) {
      case "container":
        this.#enter(pattern, id);
        return true;
      case "helper":
        this.#helper = pattern;
        return false;
      case "group":
        this.#group = pattern;
        return false;
      case "malformed":
        this.#malformed = true;
        return false;
      case "host":
        this.#host = true;
        return false;
      default:
        return pattern.verdict satisfies never;
    }
  }

  #enter(pattern: Pattern, containerId: string): void {
    const kind = this.#kubernetes ? pattern.kubernetesKind ?? pattern.kind : pattern.kind;
    this.#levels.push({ kind, containerId });
    this.#ownerPod = this.#pod;
    this.#above = [];
    this.#kubernetes = this.#malformed = this.#host = false;
    this.#helper = this.#group = undefined;
  }

  /**
   * The owner of the path.
   * @param segments All names that were visited.
   */
  judge(segments: readonly string[]): Judgement {
    const nesting = this.#levels;
    const inner = nesting.pop();
    if (inner !== undefined) {
      const pod = this.#ownerPod === undefined ? {} : { podUid: this.#ownerPod };
      const owner: Owner = { ...inner, ...pod, nesting };
      return { owner, weight: inner.kind === "unknown" ? WEIGHT.unnamed : WEIGHT.container };
    }
    const podUid = this.#ownerPod;
    if (this.#helper !== undefined) return judgement(this.#helper.kind, WEIGHT.helper, { podUid });
    if (podUid !== undefined) return judgement(this.#podKind(segments), WEIGHT.pod, { podUid });
    if (this.#group !== undefined) return judgement(this.#group.kind, WEIGHT.pod);
    if (this.#kubernetes && this.#inKubeletGroup(segments)) return judgement("sandbox", WEIGHT.pod);
    if (this.#malformed || this.#kubernetes) return judgement("unknown", WEIGHT.malformed);
    if (this.#host) return judgement("host", WEIGHT.host);
    return judgeHostPath(segments);
  }

  /** Kubelet's root and its QoS classes hold pods only. */
  #inKubeletGroup(segments: readonly string[]): boolean {
    const last = segments.at(-1) ?? "";
    return isKubeletGroup(last) || isQosClass(last);
  }

  /** A pod's own directory is its sandbox; something else below it is not known. */
  #podKind(segments: readonly string[]): "sandbox" | "unknown" {
    return podUid(segments.at(-1) ?? "", true) === this.#ownerPod ? "sandbox" : "unknown";
  }
}
