import type { Io, TextOutput } from "../../src/cli/io.ts";

/** Height of every terminal in tests. */
export const ROWS = 24;

/** An output that keeps what is written. */
export class MemoryOutput implements TextOutput {
  text = "";
  readonly isTerminal: boolean;
  readonly #columns: number | undefined;

  /** A terminal of this width, or with undefined no terminal. */
  constructor(columns?: number) {
    this.isTerminal = columns !== undefined;
    this.#columns = columns;
  }

  write(text: string | Uint8Array): Promise<void> {
    this.text += typeof text === "string" ? text : new TextDecoder().decode(text);
    return Promise.resolve();
  }

  columns(): number | undefined {
    return this.#columns;
  }

  rows(): number | undefined {
    return this.#columns === undefined ? undefined : ROWS;
  }
}

/** An {@link Io} without a process: its outputs can be looked at. */
export interface MemoryIo extends Io {
  readonly stdout: MemoryOutput;
  readonly stderr: MemoryOutput;
}

/** What a {@link memoryIo} is made of. */
export interface MemoryIoOptions {
  /** Terminal width of both outputs; left out, they are no terminal. */
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** What standard input holds. */
  readonly input?: string;
}

/** An {@link Io} in memory, for tests of commands. */
export function memoryIo({ columns, env = {}, input = "" }: MemoryIoOptions = {}): MemoryIo {
  return {
    stdout: new MemoryOutput(columns),
    stderr: new MemoryOutput(columns),
    env: (name) => env[name],
    readInput(limit) {
      if (input.length > limit) return Promise.reject(new Error("it is too large"));
      return Promise.resolve(input);
    },
  };
}
