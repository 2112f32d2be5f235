import type { EventSource } from "../../source/event_source.ts";
import { Kernel, type KernelConfig, type OptionalProgram } from "../../source/kernel_source.ts";

/** What ctrack loads when it traces everything. */
export const FULL_CONFIG: KernelConfig = {
  ringSize: 8 * 1024 ** 2,
  kinds: ["FORK", "EXEC", "EXIT", "PROCESS", "CGROUP", "ATTACH"],
  failedOnly: false,
  uids: [],
  pids: [],
  comms: [],
  helpers: [],
};

/** The kernel side with everything loaded. */
export interface OpenTracer {
  readonly source: EventSource;
  /** The clock of the events, ns since boot. */
  now(): number;
}

/** Loads programs for checks. */
export interface Tracer {
  /** Loads one configuration, beside others, and unloads it. Rejects with the kernel's reason. */
  tryLoad(config: KernelConfig): Promise<void>;
  /** Loads everything once, however often it is called. Rejects with the kernel's reason. */
  open(): Promise<OpenTracer>;
  /** The errno with which the kernel refuses programs of a kind that tracing does without; 0 where it takes them. */
  refuses(program: OptionalProgram): number;
}

/** The real tracer; what it has opened is closed at the end. */
export class KernelTracer implements Tracer, AsyncDisposable {
  #kernel: Kernel | undefined;
  #open: Promise<OpenTracer> | undefined;

  async tryLoad(config: KernelConfig): Promise<void> {
    (await this.#find().open(config)).close();
  }

  open(): Promise<OpenTracer> {
    this.#open ??= this.#openAll();
    return this.#open;
  }

  refuses(program: OptionalProgram): number {
    return this.#find().refuses(program);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const open = await this.#open?.catch(() => undefined);
    open?.source.close();
  }

  async #openAll(): Promise<OpenTracer> {
    const kernel = this.#find();
    const source = await kernel.open(FULL_CONFIG);
    return { source, now: () => kernel.now() };
  }

  #find(): Kernel {
    this.#kernel ??= new Kernel();
    return this.#kernel;
  }
}
