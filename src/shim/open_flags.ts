/** Flags of open(2) and its like (asm-generic/fcntl.h, where arm64 has some of its own; linux/fcntl.h). */

const isArm = Deno.build.arch === "aarch64";

/** Closed on exec. */
export const O_CLOEXEC = 0o2000000;
/** The file itself, and not what is in it. */
export const O_PATH = 0o10000000;
/** No link at the end of the path. */
export const O_NOFOLLOW = isArm ? 0o100000 : 0o400000;
export const O_DIRECTORY = isArm ? 0o40000 : 0o200000;

/** Paths begin in the folder that this process works in. */
export const AT_FDCWD = -100;
/** The descriptor itself. */
export const AT_EMPTY_PATH = 0x1000;
/** A link itself, and not what it leads to. */
export const AT_SYMLINK_NOFOLLOW = 0x100;
