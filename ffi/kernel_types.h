/* SPDX-License-Identifier: MIT */
#ifndef CTRACK_KERNEL_TYPES_H
#define CTRACK_KERNEL_TYPES_H

#include <bpf/btf.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel_btf.h"

/* The types of the running kernel, in its own numbers: 1 to `count` - 1; 0 is void. */
struct kernel_types {
	struct kernel_btf btf;
	const uint8_t *types;
	const char *strings;
	uint32_t strings_size;
	/* Where each type starts. */
	uint32_t *offsets;
	uint32_t count;
};

/* Returns 0 or -errno; -EINVAL for what is no BTF. To be closed in any case. */
int open_kernel_types(struct kernel_types *kernel);

/* Also for those that are all zero. */
void close_kernel_types(struct kernel_types *kernel);

/* Bytes of a type with what follows it, or 0 for a kind unknown here. */
size_t type_size(const struct btf_type *type);

static inline const struct btf_type *type_at(const struct kernel_types *kernel, uint32_t id)
{
	return (const void *)(kernel->types + kernel->offsets[id]);
}

/* Empty for a type without one. */
static inline const char *type_name(const struct kernel_types *kernel, const struct btf_type *type)
{
	return kernel->strings + type->name_off;
}

#endif
