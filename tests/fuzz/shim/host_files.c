// SPDX-License-Identifier: MIT
/*
 * Any content of the host's files, in pieces of any size: the name of process 2, and a kernel's BTF that can only be
 * read. Whole content comes back, and only a process 2 that is the kernel's is taken for it.
 */
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "host_mounts.h"
#include "kernel_btf.h"

#define FILE_FD 1000
#define HOST_INODE 0x1234
#define OWN_INODE 0x4321

static const uint8_t *content;
static size_t content_size;
static size_t content_at;
static uint8_t piece;
/* The fuzzer itself has files, too. */
static int is_ours;

/* The C library's, replaced by the linker (-Wl,--wrap): one file is open, and has what the input says. */
int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, mode_t mode)
{
	if (!is_ours)
		return __real_open(path, flags, mode);
	content_at = 0;
	return content_size ? FILE_FD : (errno = ENOENT, -1);
}

ssize_t __real_read(int fd, void *buffer, size_t size);
ssize_t __wrap_read(int fd, void *buffer, size_t size)
{
	size_t left = content_size - content_at;
	size_t got = left < size ? left : size;

	if (!is_ours)
		return __real_read(fd, buffer, size);
	CHECK(fd == FILE_FD);
	if (piece && got > piece)
		got = piece;
	memcpy(buffer, content + content_at, got);
	content_at += got;
	return (ssize_t)got;
}

int __real_close(int fd);
int __wrap_close(int fd)
{
	if (!is_ours)
		return __real_close(fd);
	CHECK(fd == FILE_FD);
	return 0;
}

int __real_stat(const char *path, struct stat *status);
int __wrap_stat(const char *path, struct stat *status)
{
	if (!is_ours)
		return __real_stat(path, status);
	status->st_ino = strstr(path, "self") ? OWN_INODE : HOST_INODE;
	return 0;
}

int __real_fstat(int fd, struct stat *status);
int __wrap_fstat(int fd, struct stat *status)
{
	if (!is_ours)
		return __real_fstat(fd, status);
	CHECK(fd == FILE_FD);
	status->st_size = 0;
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kernel_btf btf = { 0 };
	int is_kernel;

	piece = size ? data[0] : 0;
	content = data + (size > 0);
	content_size = size - (size > 0);

	is_ours = 1;
	/* One read is one answer of the kernel. */
	is_kernel =
		content_size >= 9 && (!piece || piece >= 9) && !memcmp(content, "kthreadd\n", 9);
	CHECK(host_mounts() == (is_kernel ? HOST_INODE : OWN_INODE));
	if (content_size) {
		CHECK(!open_kernel_btf(&btf));
		CHECK(btf.size == content_size && !memcmp(btf.data, content, content_size));
	} else {
		CHECK(open_kernel_btf(&btf) == -ENOENT);
	}
	close_kernel_btf(&btf);
	is_ours = 0;
	return 0;
}
