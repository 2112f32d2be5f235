/* SPDX-License-Identifier: MIT */
#ifndef CTRACK_KERNEL_BTF_H
#define CTRACK_KERNEL_BTF_H

#include <stddef.h>
#include <stdint.h>

/* Where the kernel shows it. */
#define KERNEL_BTF "/sys/kernel/btf/vmlinux"

/* The running kernel's BTF, mapped or read. */
struct kernel_btf {
	uint8_t *data;
	size_t size;
	int is_mapped;
};

/* Returns 0 or -errno. */
int open_kernel_btf(struct kernel_btf *btf);

/* Also for one that is all zero. */
void close_kernel_btf(struct kernel_btf *btf);

#endif
