import { type ChildEnd, childEnd } from "./child_end.ts";
import { cString } from "./c_string.ts";
import { ShimError } from "./shim_error.ts";

/** The running program itself: the one executable that is there on every host, however small. */
const OWN_PROGRAM = "/proc/self/exe";

/** `posix_spawn_file_actions_t` has 80 bytes in glibc; spare room costs nothing. */
const FILE_ACTIONS_SIZE = 256;

const O_RDWR = 2;
const WNOHANG = 1;
const SIGKILL = 9;

const LIBC_SYMBOLS = {
  // int posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
  //                 const posix_spawnattr_t *attributes, char *const argv[], char *const envp[])
  posix_spawn: {
    parameters: ["buffer", "buffer", "buffer", "pointer", "buffer", "buffer"],
    result: "i32",
  },
  // int posix_spawn_file_actions_init(posix_spawn_file_actions_t *actions)
  posix_spawn_file_actions_init: { parameters: ["buffer"], result: "i32" },
  // int posix_spawn_file_actions_addopen(posix_spawn_file_actions_t *actions, int fd,
  //                                      const char *path, int flags, mode_t mode)
  posix_spawn_file_actions_addopen: {
    parameters: ["buffer", "i32", "buffer", "i32", "u32"],
    result: "i32",
  },
  // int posix_spawn_file_actions_destroy(posix_spawn_file_actions_t *actions)
  posix_spawn_file_actions_destroy: { parameters: ["buffer"], result: "i32" },
  // pid_t waitpid(pid_t pid, int *status, int options)
  waitpid: { parameters: ["i32", "buffer", "i32"], result: "i32" },
  // int kill(pid_t pid, int signal)
  kill: { parameters: ["i32", "i32"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

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
  readonly #libc: Deno.DynamicLibrary<typeof LIBC_SYMBOLS>;
  readonly #status = new Int32Array(1);
  #end: OwnEnd | undefined;

  private constructor(libc: Deno.DynamicLibrary<typeof LIBC_SYMBOLS>, readonly pid: number) {
    this.#libc = libc;
  }

  /**
   * Starts the program with these arguments (the name it is called by first), an empty environment
   * and /dev/null as its streams. Returns once it runs.
   *
   * @throws {ShimError} with the errno of the call that failed.
   */
  static start(argv: readonly string[]): OwnChild {
    const libc = Deno.dlopen("libc.so.6", LIBC_SYMBOLS);
    try {
      return new OwnChild(libc, spawn(libc.symbols, argv));
    } catch (error) {
      libc.close();
      throw error;
    }
  }

  /** How the child ended, undefined while it runs. Does not block. */
  ended(): OwnEnd | undefined {
    this.#end ??= this.#wait(WNOHANG);
    return this.#end;
  }

  /** Kills the child if it still runs, and leaves no zombie. */
  [Symbol.dispose](): void {
    if (this.ended() === undefined) {
      this.#libc.symbols.kill(this.pid, SIGKILL);
      this.#end = this.#wait(0);
    }
    this.#libc.close();
  }

  #wait(options: number): OwnEnd | undefined {
    const found = this.#libc.symbols.waitpid(this.pid, this.#status, options);
    if (found === 0) return undefined;
    if (found < 0) return { kind: "unknown" };
    return childEnd(this.#status[0] ?? 0);
  }
}

function spawn(
  libc: Deno.DynamicLibrary<typeof LIBC_SYMBOLS>["symbols"],
  argv: readonly string[],
): number {
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
