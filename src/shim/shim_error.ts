/** What the kernel says to those without privilege (asm-generic/errno-base.h); EACCES is the verifier's. */
const EPERM = 1;

/** The shim or the kernel refused. `errno` is positive, 0 where no system call was at fault. */
export class ShimError extends Error {
  override readonly name = "ShimError";

  constructor(message: string, readonly errno: number) {
    super(message);
  }

  /** Whether more privilege would help. */
  get isPrivilege(): boolean {
    return this.errno === EPERM;
  }
}
