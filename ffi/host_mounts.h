/* SPDX-License-Identifier: MIT */
#ifndef CTRACK_HOST_MOUNTS_H
#define CTRACK_HOST_MOUNTS_H

#include <stdint.h>

/*
 * Inode number of the host's mount namespace. The kernel's own threads are always in it; where they are not
 * to be seen (a pid namespace of our own), ours stands for the host's.
 */
uint32_t host_mounts(void);

#endif
