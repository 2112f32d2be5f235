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

/** What a {@link StreamOutput} knows of the world besides its stream. */
export interface StreamSurroundings {
  /** Asked only when the stream is a terminal. */
  readonly size: () => TerminalSize | undefined;
  /** Asked when something is to be written at once: a write into a file, or into nothing, waits for no reader. */
  readonly isFile: () => boolean;
  /** A clock, ms. */
  readonly now: () => number;
}

/** The part of `Deno.stdin` that reading uses. */
interface InputStream {
  read(buffer: Uint8Array): Promise<number | null>;
}

/** How long to wait when a pipe that someone made non-blocking is full, ms. */
const FULL_PIPE_WAIT = 2;

/** `/dev/null`: character device 1, 3 (the kernel's admin-guide/devices.txt), as `dev_t`. */
const NULL_DEVICE = (1 << 8) | 3;

/** A write into a file that takes so long, ms, has waited for a disk; one into memory takes a thousandth. */
const SLOW_MS = 200;

const encoder = new TextEncoder();

/** Writes to a stream in order, each text whole. */
export class StreamOutput implements TextOutput {
  readonly isTerminal: boolean;
  readonly #name: string;
  readonly #stream: OutputStream;
  readonly #surroundings: StreamSurroundings;
  #last: Promise<void> = Promise.resolve();
  /** Writes that have not ended. */
  #pending = 0;
  /** The disk, or whoever serves the file, has kept us waiting: from then on it may keep another thread. */
  #isSlow = false;

  /** `name` is for messages. */
  constructor(name: string, stream: OutputStream, surroundings: StreamSurroundings) {
    this.#name = name;
    this.#stream = stream;
    this.#surroundings = surroundings;
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
    if (this.#pending > 0 || this.#isSlow || !this.#surroundings.isFile()) return 0;
    const start = this.#surroundings.now();
    try {
      for (let done = 0; done < bytes.length;) done += this.#stream.writeSync(bytes.subarray(done));
    } catch (error) {
      throw this.#explained(error);
    }
    if (this.#surroundings.now() - start > SLOW_MS) this.#isSlow = true;
    return bytes.length;
  }

  columns(): number | undefined {
    return this.isTerminal ? this.#surroundings.size()?.columns : undefined;
  }

  rows(): number | undefined {
    return this.isTerminal ? this.#surroundings.size()?.rows : undefined;
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
    stdout: new StreamOutput("stdout", Deno.stdout, surroundings(1)),
    stderr: new StreamOutput("stderr", Deno.stderr, surroundings(2)),
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

function surroundings(descriptor: number): StreamSurroundings {
  return {
    size: terminalSize,
    isFile: isFile(descriptor),
    now: () => performance.now(),
  };
}

/** Tells, looking once, whether a descriptor is of a regular file or of `/dev/null`. */
function isFile(descriptor: number): () => boolean {
  let known: boolean | undefined;
  return () => known ??= leadsToFile(`/proc/self/fd/${descriptor}`);
}

function leadsToFile(path: string): boolean {
  try {
    const { isFile, isCharDevice, rdev } = Deno.statSync(path);
    return isFile || (isCharDevice === true && rdev === NULL_DEVICE);
  } catch {
    return false;
  }
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
