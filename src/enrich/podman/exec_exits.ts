import type { Happening } from "../../model/event.ts";
import { PODMAN_LIMITS } from "./podman_limits.ts";

/**
 * Sorts out the ends of execs: of an attached one, client and conmon each tell, or one of them; of a health check
 * the end is told and not the beginning. There are as many ends as beginnings here.
 */
export class ExecExits {
  /** Execs that run, by container; the oldest forgotten at the bound. */
  readonly #running = new Map<string, number>();

  /** Whether to tell this of a container. */
  accept(id: string, { action }: Happening): boolean {
    const running = this.#running.get(id) ?? 0;
    switch (action) {
      case "exec":
        this.#set(id, running + 1);
        return true;
      case "exec_exit":
        this.#set(id, running - 1);
        return running > 0;
      case "destroy":
        this.#running.delete(id);
        return true;
      default:
        return true;
    }
  }

  #set(id: string, running: number): void {
    this.#running.delete(id);
    if (running <= 0) return;
    this.#running.set(id, running);
    if (this.#running.size <= PODMAN_LIMITS.containers) return;
    const [oldest] = this.#running.keys();
    if (oldest !== undefined) this.#running.delete(oldest);
  }
}
