import type { Happening } from "../../model/event.ts";
import { parseEvent } from "../api/parse_event.ts";
import type { RuntimeContainer } from "../runtime_client.ts";
import { PODMAN_DIALECT } from "./podman_dialect.ts";
import { PODMAN_LIMITS } from "./podman_limits.ts";
import { translateLogLine } from "./translate_log_line.ts";

/** What a log told of a container so far. */
export interface LoggedContainer {
  /** Names, labels, state and times as its last events have them. */
  readonly container: RuntimeContainer;
  readonly podId: string | undefined;
  /** Characters of the longest line that told of it: an upper bound of what is kept. */
  readonly size: number;
}

/** What one line of a log says. */
export interface LoggedStep {
  readonly id: string;
  /** The container after it, as far as it is known; absent after its end. */
  readonly container: RuntimeContainer | undefined;
  /** It is another than before. */
  readonly isChange: boolean;
  readonly happening: Happening | undefined;
  readonly isRemoval: boolean;
}

/**
 * Containers and pods as podman's log of events tells of them; the oldest is forgotten at the bounds, which
 * are what one log can hold.
 */
export class LogHistory {
  readonly #containers = new Map<string, LoggedContainer>();
  readonly #pods = new Map<string, string>();
  #size = 0;

  get(id: string): LoggedContainer | undefined {
    return this.#containers.get(id);
  }

  podName(podId: string | undefined): string | undefined {
    return podId === undefined ? undefined : this.#pods.get(podId);
  }

  /** Takes the next line; gives what it says about a container. Never throws. */
  add(text: string): LoggedStep | undefined {
    const logged = translateLogLine(text);
    if (logged === undefined) return undefined;
    if (logged.type === "pod") {
      this.#addPod(logged.id, logged.status, logged.podName);
      return undefined;
    }
    const event = parseEvent(logged.line, PODMAN_DIALECT);
    if (typeof event === "string") return undefined;
    const { id, container, isChange, happening, isRemoval } = event;
    const known = this.#containers.get(id);
    const podId = logged.podId ?? known?.podId;
    if (isRemoval) this.#forget(id);
    else if (container !== undefined) {
      const size = Math.max(known?.size ?? 0, text.length);
      this.#keep(id, { container: { ...known?.container, ...container }, podId, size });
    }
    const after = this.#containers.get(id)?.container;
    const before = known?.container.name;
    return {
      id,
      container: after,
      isChange,
      // The log has the new name only.
      happening: happening?.action === "rename" && before !== undefined
        ? { ...happening, oldName: before }
        : happening,
      isRemoval,
    };
  }

  #keep(id: string, logged: LoggedContainer): void {
    this.#forget(id);
    this.#containers.set(id, logged);
    this.#size += logged.size;
    for (const oldest of this.#containers.keys()) {
      const { size } = this.#containers;
      if (size <= PODMAN_LIMITS.containers && this.#size <= PODMAN_LIMITS.logBytes) return;
      this.#forget(oldest);
    }
  }

  #forget(id: string): void {
    this.#size -= this.#containers.get(id)?.size ?? 0;
    this.#containers.delete(id);
  }

  #addPod(id: string, status: string, name: string | undefined): void {
    this.#pods.delete(id);
    if (status === "remove" || name === undefined) return;
    this.#pods.set(id, name);
    if (this.#pods.size <= PODMAN_LIMITS.pods) return;
    const [oldest] = this.#pods.keys();
    if (oldest !== undefined) this.#pods.delete(oldest);
  }
}
