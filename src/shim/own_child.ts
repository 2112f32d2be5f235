import { type ChildEnd, childEnd } from "./child_end.ts";
import { cString } from "./c_string.ts";
import { libc } from "./libc.ts";
import { ShimError } from "./shim_error.ts";

/** The running program itself: the one executable that is there on every host, however small. */
const OWN_PROGRAM = "/proc/self/exe";

/** `posix_spawn_file_actions_t` has 80 bytes in glibc; spare room costs nothing. */
const FILE_ACTIONS_SIZE = 256;

const O_RDWR = 2;
const WNOHANG = 1;
const SIGKILL = 9;

function addressOf(bytes: Uint8Array<ArrayBuffer>): bigint {
  return BigInt(Deno.UnsafePointer.value(Deno.UnsafePointer.of(bytes)));
}

/** How the child ended; `unknown` when someone else has collected it. */
export type OwnEnd = ChildEnd | { readonly kind: "unknown" };

/**
 * A child that runs this same program. It is started through libc: the runtime's own way needs a
 * permission for the executable's path, which is not known when the program is built.
 */
export class OwnChild implements Disposable {
  readonly #status = new Int32Array(1);
  #end: OwnEnd | undefined;

  private constructor(readonly pid: number) {}

  /**
   * Starts the program with these arguments (the name it is called by first), an empty environment
   * and /dev/null as its streams. Returns once it runs.
   *
   * @throws {ShimError} with the errno of the call that failed.
   */
  static start(argv: readonly string[]): OwnChild {
    return new OwnChild(spawn(argv));
  }

  /** How the child ended, undefined while it runs. Does not block. */
  ended(): OwnEnd | undefined {
    this.#end ??= this.#wait(WNOHANG);
    return this.#end;
  }

  /** Kills the child if it still runs, and leaves no zombie. */
  [Symbol.dispose](): void {
    if (this.ended() === undefined) {
      libc.kill(this.pid, SIGKILL);
      this.#end = this.#wait(0);
    }
  }

  #wait(options: number): OwnEnd | undefined {
    const found = libc.waitpid(this.pid, this.#status, options);
    if (found === 0) return undefined;
    if (found < 0) return { kind: "unknown" };
    return childEnd(this.#status[0] ?? 0);
  }
}

function spawn(argv: readonly string[]): number {
  const check = (errno: number, action: string) => {
    if (errno !== 0) throw new ShimError(`cannot ${action}: errno ${errno}`, errno);
  };
  const actions = new Uint8Array(FILE_ACTIONS_SIZE);
  check(libc.posix_spawn_file_actions_init(actions), "prepare a process");
  try {
    const nowhere = cString("/dev/null");
    for (const fd of [0, 1, 2]) {
      const errno = libc.posix_spawn_file_actions_addopen(actions, fd, nowhere, O_RDWR, 0);
      check(errno, "prepare a process");
    }
    const texts = argv.map(cString);
    const pointers = new BigUint64Array([...texts.map(addressOf), 0n]);
    const environment = new BigUint64Array(1);
    const pid = new Int32Array(1);
    const path = cString(OWN_PROGRAM);
    const errno = libc.posix_spawn(pid, path, actions, null, pointers, environment);
    check(errno, `start ${OWN_PROGRAM}`);
    return pid[0] ?? 0;
  } finally {
    libc.posix_spawn_file_actions_destroy(actions);
  }
}
