import { CliError, ClosedPipeError } from "./cli_error.ts";
import type { Io, TextOutput } from "./io.ts";

/** The part of `Deno.stdout` that a {@link StreamOutput} uses. */
export interface OutputStream {
  write(bytes: Uint8Array): Promise<number>;
  writeSync(bytes: Uint8Array): number;
  isTerminal(): boolean;
}

/** Size of a terminal in cells. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** The part of `Deno.stdin` that reading uses. */
interface InputStream {
  read(buffer: Uint8Array): Promise<number | null>;
}

/** How long to wait when a pipe that someone made non-blocking is full, ms. */
const FULL_PIPE_WAIT = 2;

const encoder = new TextEncoder();

/** Writes to a stream in order, each text whole. */
export class StreamOutput implements TextOutput {
  readonly isTerminal: boolean;
  readonly #name: string;
  readonly #stream: OutputStream;
  readonly #size: () => TerminalSize | undefined;
  readonly #isFile: () => boolean;
  #last: Promise<void> = Promise.resolve();
  /** Writes that have not ended. */
  #pending = 0;

  /**
   * `name` is for messages; `size` is asked only when the stream is a terminal, `isFile` when something is to
   * be written at once: a write into a file waits for no reader.
   */
  constructor(
    name: string,
    stream: OutputStream,
    size: () => TerminalSize | undefined,
    isFile: () => boolean,
  ) {
    this.#name = name;
    this.#stream = stream;
    this.#size = size;
    this.#isFile = isFile;
    this.isTerminal = stream.isTerminal();
  }

  write(text: string | Uint8Array): Promise<void> {
    const bytes = typeof text === "string" ? encoder.encode(text) : text;
    const write = () => this.#writeAll(bytes);
    this.#pending++;
    // A failed write ends in its own caller; the next one finds out for itself.
    this.#last = this.#last.then(write, write).finally(() => this.#pending--);
    return this.#last;
  }

  writeNow(bytes: Uint8Array): number {
    if (this.#pending > 0 || !this.#isFile()) return 0;
    try {
      for (let done = 0; done < bytes.length;) done += this.#stream.writeSync(bytes.subarray(done));
    } catch (error) {
      throw this.#explained(error);
    }
    return bytes.length;
  }

  columns(): number | undefined {
    return this.isTerminal ? this.#size()?.columns : undefined;
  }

  rows(): number | undefined {
    return this.isTerminal ? this.#size()?.rows : undefined;
  }

  async #writeAll(bytes: Uint8Array): Promise<void> {
    let done = 0;
    while (done < bytes.length) {
      try {
        done += await this.#stream.write(bytes.subarray(done));
      } catch (error) {
        if (!(error instanceof Deno.errors.WouldBlock)) throw this.#explained(error);
        await new Promise((resolve) => setTimeout(resolve, FULL_PIPE_WAIT));
      }
    }
  }

  #explained(error: unknown): Error {
    return error instanceof Deno.errors.BrokenPipe
      ? new ClosedPipeError(this.#name, error)
      : new CliError(`cannot write to ${this.#name}`, { cause: error });
  }
}

/** The process's own streams and environment. */
export function denoIo(): Io {
  return {
    stdout: new StreamOutput("stdout", Deno.stdout, terminalSize, isFile(1)),
    stderr: new StreamOutput("stderr", Deno.stderr, terminalSize, isFile(2)),
    env: readEnv,
    readInput,
  };
}

/** Asked anew each time, since a window can be resized; fails where no stream is a terminal. */
function terminalSize(): TerminalSize | undefined {
  try {
    const size = Deno.consoleSize();
    return size.columns > 0 && size.rows > 0 ? size : undefined;
  } catch {
    return undefined;
  }
}

/** Tells, looking once, whether a descriptor is of a regular file. */
function isFile(descriptor: number): () => boolean {
  let known: boolean | undefined;
  return () => {
    try {
      return known ??= Deno.statSync(`/proc/self/fd/${descriptor}`).isFile;
    } catch {
      return known = false;
    }
  };
}

function readEnv(name: string): string | undefined {
  try {
    return Deno.env.get(name);
  } catch (error) {
    // The permissions list the variables that ctrack knows; others count as unset.
    if (error instanceof Deno.errors.NotCapable) return undefined;
    throw error;
  }
}

async function readInput(limit: number): Promise<string> {
  try {
    return await readAll(Deno.stdin, limit);
  } catch (error) {
    throw new CliError("cannot read standard input", { cause: error });
  }
}

async function readAll(stream: InputStream, limit: number): Promise<string> {
  const buffer = new Uint8Array(limit + 1);
  let length = 0;
  while (length <= limit) {
    const count = await stream.read(buffer.subarray(length));
    if (count === null) break;
    length += count;
  }
  if (length > limit) throw new RangeError(`it has more than ${limit} bytes`);
  return new TextDecoder().decode(buffer.subarray(0, length));
}
