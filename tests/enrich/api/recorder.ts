import type {
  RuntimeContainer,
  RuntimeListener,
  RuntimeState,
} from "../../../src/enrich/runtime_client.ts";
import type { Happening } from "../../../src/model/event.ts";

/** A listener that notes its calls and lets a test wait for one. */
export class Recorder implements RuntimeListener {
  /** The containers of the `update` calls. */
  readonly containers: RuntimeContainer[] = [];
  /** `update a web img:1`, `happened a die exitCode=0`, `removed a`, `up`, `down why`; ids without their trailing zeros. */
  readonly calls: string[] = [];
  readonly #waiting = new Set<() => void>();

  update(container: RuntimeContainer): void {
    const { id, name, image } = container;
    this.containers.push(container);
    this.#note(`update ${short(id)} ${name} ${image ?? "-"}`);
  }

  happened(id: string, { action, epochTime: _, ...details }: Happening): void {
    const texts = Object.entries(details).map(([key, value]) => ` ${key}=${value}`);
    this.#note(`happened ${short(id)} ${action}${texts.join("")}`);
  }

  removed(id: string): void {
    this.#note(`removed ${short(id)}`);
  }

  state(state: RuntimeState, reason?: string): void {
    this.#note(reason === undefined ? state : `${state} ${reason}`);
  }

  /** Resolves once a call is the text, or begins with it and a space, the earlier calls from `from` on included. */
  async until(text: string, from = 0): Promise<void> {
    while (!this.calls.slice(from).some((call) => call === text || call.startsWith(`${text} `))) {
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  #note(call: string): void {
    this.calls.push(call);
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}

function short(id: string): string {
  // A real id may end in a few zeros.
  return id.replace(/0{20,}$/, "");
}
