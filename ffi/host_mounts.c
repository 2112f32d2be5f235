// SPDX-License-Identifier: MIT
#include "host_mounts.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

uint32_t host_mounts(void)
{
	char name[16] = "";
	struct stat status;
	int fd = open("/proc/2/comm", O_RDONLY | O_CLOEXEC);

	if (fd >= 0) {
		if (read(fd, name, sizeof(name)) < 0)
			name[0] = 0;
		close(fd);
	}
	if (strncmp(name, "kthreadd\n", sizeof("kthreadd")) == 0 &&
	    stat("/proc/2/ns/mnt", &status) == 0)
		return (uint32_t)status.st_ino;
	return stat("/proc/self/ns/mnt", &status) == 0 ? (uint32_t)status.st_ino : 0;
}
