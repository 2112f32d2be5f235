// SPDX-License-Identifier: MIT
#include "kernel_types.h"

#include <errno.h>
#include <stdlib.h>

/* See Documentation/bpf/btf.rst. */
size_t type_size(const struct btf_type *type)
{
	size_t vlen = btf_vlen(type);

	switch (btf_kind(type)) {
	case BTF_KIND_INT:
	case BTF_KIND_VAR:
	case BTF_KIND_DECL_TAG:
		return sizeof(*type) + sizeof(uint32_t);
	case BTF_KIND_ARRAY:
		return sizeof(*type) + sizeof(struct btf_array);
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		return sizeof(*type) + vlen * sizeof(struct btf_member);
	case BTF_KIND_ENUM:
		return sizeof(*type) + vlen * sizeof(struct btf_enum);
	case BTF_KIND_ENUM64:
		return sizeof(*type) + vlen * sizeof(struct btf_enum64);
	case BTF_KIND_FUNC_PROTO:
		return sizeof(*type) + vlen * sizeof(struct btf_param);
	case BTF_KIND_DATASEC:
		return sizeof(*type) + vlen * sizeof(struct btf_var_secinfo);
	case BTF_KIND_PTR:
	case BTF_KIND_FWD:
	case BTF_KIND_TYPEDEF:
	case BTF_KIND_VOLATILE:
	case BTF_KIND_CONST:
	case BTF_KIND_RESTRICT:
	case BTF_KIND_FUNC:
	case BTF_KIND_FLOAT:
	case BTF_KIND_TYPE_TAG:
		return sizeof(*type);
	}
	return 0;
}

static int parse(struct kernel_types *kernel)
{
	const struct btf_header *header = (const void *)kernel->btf.data;
	const size_t size = kernel->btf.size;
	uint32_t offset = 0;
	uint32_t id;

	/* Types are read where they lie, so they must lie where numbers may. */
	if (size < sizeof(*header) || header->magic != BTF_MAGIC ||
	    (header->hdr_len | header->type_off) % sizeof(uint32_t) ||
	    (uint64_t)header->hdr_len + header->type_off + header->type_len > size ||
	    (uint64_t)header->hdr_len + header->str_off + header->str_len > size)
		return -EINVAL;
	kernel->types = kernel->btf.data + header->hdr_len + header->type_off;
	kernel->strings = (const char *)kernel->btf.data + header->hdr_len + header->str_off;
	kernel->strings_size = header->str_len;
	if (!kernel->strings_size || kernel->strings[kernel->strings_size - 1])
		return -EINVAL;

	/* The smallest type has 12 bytes; number 0 is void. */
	kernel->offsets =
		malloc((header->type_len / sizeof(struct btf_type) + 1) * sizeof(uint32_t));
	if (!kernel->offsets)
		return -ENOMEM;
	for (id = 1; offset + sizeof(struct btf_type) <= header->type_len; id++) {
		const struct btf_type *type = (const void *)(kernel->types + offset);
		size_t bytes = type_size(type);

		if (!bytes || offset + bytes > header->type_len ||
		    type->name_off >= kernel->strings_size)
			return -EINVAL;
		kernel->offsets[id] = offset;
		offset += (uint32_t)bytes;
	}
	kernel->count = id;
	return 0;
}

int open_kernel_types(struct kernel_types *kernel)
{
	int err = open_kernel_btf(&kernel->btf);

	return err ? err : parse(kernel);
}

void close_kernel_types(struct kernel_types *kernel)
{
	free(kernel->offsets);
	close_kernel_btf(&kernel->btf);
}
