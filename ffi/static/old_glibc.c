// SPDX-License-Identifier: MIT
/*
 * Functions that glibc has had as symbols since 2.33 only: before, they were put into each program when it was
 * linked. With these the shim loads wherever the runtime does, which is from 2.27 on, and libbpf, from 2.28 on.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* On the 64-bit machines that there is a deno for, struct stat is the kernel's own. */
int fstat(int fd, struct stat *status)
{
	return (int)syscall(SYS_newfstatat, fd, "", status, AT_EMPTY_PATH);
}

int stat(const char *path, struct stat *status)
{
	return (int)syscall(SYS_newfstatat, AT_FDCWD, path, status, 0);
}
