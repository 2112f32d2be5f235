// SPDX-License-Identifier: MIT
#include "kernel_btf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* More bytes than any kernel's BTF has: bounds what a broken file can make us read. */
#define BTF_BYTES_MAX (256U << 20)

static int read_file(const char *path, uint8_t **data, size_t *size)
{
	size_t room = 8U << 20;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int err = 0;

	if (fd < 0)
		return -errno;
	*size = 0;
	*data = malloc(room);
	while (*data) {
		ssize_t got = read(fd, *data + *size, room - *size);

		if (got <= 0) {
			err = got < 0 ? -errno : 0;
			break;
		}
		*size += (size_t)got;
		if (*size < room)
			continue;
		room *= 2;
		uint8_t *larger = room > BTF_BYTES_MAX ? NULL : realloc(*data, room);
		if (!larger)
			free(*data);
		*data = larger;
	}
	close(fd);
	return *data ? err : -ENOMEM;
}

/* Since 6.15 the file can be mapped, which saves reading it page by page. */
int open_kernel_btf(struct kernel_btf *btf)
{
	int fd = open(KERNEL_BTF, O_RDONLY | O_CLOEXEC);
	struct stat status;
	void *map = MAP_FAILED;

	if (fd < 0)
		return -errno;
	if (!fstat(fd, &status) && status.st_size > 0)
		map = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (map == MAP_FAILED)
		return read_file(KERNEL_BTF, &btf->data, &btf->size);
	btf->data = map;
	btf->size = (size_t)status.st_size;
	btf->is_mapped = 1;
	return 0;
}

void close_kernel_btf(struct kernel_btf *btf)
{
	if (btf->is_mapped)
		munmap(btf->data, btf->size);
	else
		free(btf->data);
}
