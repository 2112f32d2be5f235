// SPDX-License-Identifier: MIT
#define _GNU_SOURCE
#include "small_btf.h"

#include "kernel_btf.h"

#include <bpf/btf.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Names of a program's types are few; a table of this size stays sparse. */
#define NAME_SLOTS 1024

/*
 * More bytes than a copy has of types or of strings: it is 100 times smaller than the BTF of a kernel, but a broken one
 * may give each member of each type the same endless name.
 */
#define COPY_BYTES_MAX (8U << 20)

struct bytes {
	uint8_t *data;
	size_t size;
	size_t room;
};

struct work {
	struct kernel_btf kernel;
	const uint8_t *types;
	const char *strings;
	uint32_t types_size;
	uint32_t strings_size;
	/* Where each of its types starts, and which number it has in the copy (0: none). */
	uint32_t *offsets;
	uint32_t *numbers;
	uint32_t count;
	/* Types of the copy in order; what lies behind `done` still has to be looked through. */
	uint32_t *chosen;
	uint32_t chosen_count;
	/* What the program names. */
	const char *names[NAME_SLOTS];
	struct bytes out_types;
	struct bytes out_strings;
};

static int append(struct bytes *bytes, const void *data, size_t size)
{
	if (bytes->size + size > COPY_BYTES_MAX)
		return -E2BIG;
	if (bytes->size + size > bytes->room) {
		size_t room = (bytes->size + size) * 2;
		uint8_t *larger = realloc(bytes->data, room);

		if (!larger)
			return -ENOMEM;
		bytes->data = larger;
		bytes->room = room;
	}
	memcpy(bytes->data + bytes->size, data, size);
	bytes->size += size;
	return 0;
}

static const struct btf_type *type_at(const struct work *work, uint32_t id)
{
	return (const void *)(work->types + work->offsets[id]);
}

/* Bytes of a type with what follows it, or 0 for a kind unknown here (see Documentation/bpf/btf.rst). */
static size_t type_size(const struct btf_type *type)
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

static int parse(struct work *work)
{
	const struct btf_header *header = (const void *)work->kernel.data;
	uint32_t offset = 0;
	uint32_t id;

	/* Types are read where they lie, so they must lie where numbers may. */
	if (work->kernel.size < sizeof(*header) || header->magic != BTF_MAGIC ||
	    (header->hdr_len | header->type_off) % sizeof(uint32_t) ||
	    (uint64_t)header->hdr_len + header->type_off + header->type_len > work->kernel.size ||
	    (uint64_t)header->hdr_len + header->str_off + header->str_len > work->kernel.size)
		return -EINVAL;
	work->types = work->kernel.data + header->hdr_len + header->type_off;
	work->types_size = header->type_len;
	work->strings = (const char *)work->kernel.data + header->hdr_len + header->str_off;
	work->strings_size = header->str_len;
	if (!work->strings_size || work->strings[work->strings_size - 1])
		return -EINVAL;

	/* The smallest type has 12 bytes; number 0 is void. */
	work->count = work->types_size / sizeof(struct btf_type) + 1;
	work->offsets = malloc(work->count * sizeof(uint32_t));
	work->numbers = calloc(work->count, sizeof(uint32_t));
	work->chosen = malloc(work->count * sizeof(uint32_t));
	if (!work->offsets || !work->numbers || !work->chosen)
		return -ENOMEM;
	for (id = 1; offset + sizeof(struct btf_type) <= work->types_size; id++) {
		const struct btf_type *type = (const void *)(work->types + offset);
		size_t size = type_size(type);

		if (!size || offset + size > work->types_size ||
		    type->name_off >= work->strings_size)
			return -EINVAL;
		work->offsets[id] = offset;
		offset += (uint32_t)size;
	}
	work->count = id;
	return 0;
}

/* The length of a name without its flavour: `task_struct___old` stands for `task_struct`. */
static size_t essential_length(const char *name)
{
	const char *flavour = strstr(name, "___");

	return flavour && flavour != name ? (size_t)(flavour - name) : strlen(name);
}

static uint32_t name_slot(const char *name, size_t length)
{
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (uint8_t)name[i]) * 16777619u;
	return hash % NAME_SLOTS;
}

static int is_named(const struct work *work, const char *name)
{
	size_t length = strlen(name);

	for (uint32_t slot = name_slot(name, length);; slot = (slot + 1) % NAME_SLOTS) {
		const char *known = work->names[slot];

		if (!known)
			return 0;
		if (essential_length(known) == length && !memcmp(known, name, length))
			return 1;
	}
}

/* Types that the verifier or libbpf looks for by name. */
static int can_be_looked_up(const struct btf_type *type)
{
	int kind = btf_kind(type);

	return kind == BTF_KIND_STRUCT || kind == BTF_KIND_UNION || kind == BTF_KIND_ENUM ||
	       kind == BTF_KIND_ENUM64 || kind == BTF_KIND_TYPEDEF;
}

static int collect_names(struct work *work, const struct btf *program)
{
	uint32_t used = 0;

	for (uint32_t id = 1; id < btf__type_cnt(program); id++) {
		const struct btf_type *type = btf__type_by_id(program, id);
		const char *name = btf__name_by_offset(program, type->name_off);

		if (!can_be_looked_up(type) || !name || !*name)
			continue;
		if (++used > NAME_SLOTS / 2)
			return -E2BIG;
		uint32_t slot = name_slot(name, essential_length(name));
		while (work->names[slot])
			slot = (slot + 1) % NAME_SLOTS;
		work->names[slot] = name;
	}
	return 0;
}

static void choose(struct work *work, uint32_t id)
{
	if (!id || id >= work->count || work->numbers[id])
		return;
	work->chosen[work->chosen_count++] = id;
	work->numbers[id] = work->chosen_count;
}

/* The number of a type in the copy; void where it was not chosen. */
static uint32_t number_of(const struct work *work, uint32_t id)
{
	return id < work->count ? work->numbers[id] : 0;
}

/* Chooses what a type is made of. Pointers lead nowhere: where they point to is found by name. */
static void choose_parts(struct work *work, const struct btf_type *type)
{
	switch (btf_kind(type)) {
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		for (int i = 0; i < btf_vlen(type); i++)
			choose(work, btf_members(type)[i].type);
		break;
	case BTF_KIND_ARRAY:
		choose(work, btf_array(type)->type);
		choose(work, btf_array(type)->index_type);
		break;
	case BTF_KIND_TYPEDEF:
	case BTF_KIND_VOLATILE:
	case BTF_KIND_CONST:
	case BTF_KIND_RESTRICT:
	case BTF_KIND_TYPE_TAG:
		choose(work, type->type);
		break;
	}
}

static int copy_name(struct work *work, uint32_t *name_off)
{
	const char *name = work->strings + *name_off;

	if (*name_off >= work->strings_size)
		return -EINVAL;
	*name_off = *name ? (uint32_t)work->out_strings.size : 0;
	return *name ? append(&work->out_strings, name, strlen(name) + 1) : 0;
}

/* Copies a type with its names and its references translated. */
static int copy_type(struct work *work, const struct btf_type *original)
{
	size_t start = work->out_types.size;
	size_t size = type_size(original);
	struct btf_type *type;
	int err = append(&work->out_types, original, size);

	if (err)
		return err;
	type = (void *)(work->out_types.data + start);
	err = copy_name(work, &type->name_off);
	switch (btf_kind(type)) {
	case BTF_KIND_PTR:
		type->type = 0;
		break;
	case BTF_KIND_TYPEDEF:
	case BTF_KIND_VOLATILE:
	case BTF_KIND_CONST:
	case BTF_KIND_RESTRICT:
	case BTF_KIND_TYPE_TAG:
		type->type = number_of(work, type->type);
		break;
	case BTF_KIND_ARRAY:
		btf_array(type)->type = number_of(work, btf_array(type)->type);
		btf_array(type)->index_type = number_of(work, btf_array(type)->index_type);
		break;
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		for (int i = 0; i < btf_vlen(type) && !err; i++) {
			struct btf_member *member = btf_members(type) + i;

			member->type = number_of(work, member->type);
			err = copy_name(work, &member->name_off);
		}
		break;
	case BTF_KIND_ENUM:
		for (int i = 0; i < btf_vlen(type) && !err; i++)
			err = copy_name(work, &btf_enum(type)[i].name_off);
		break;
	case BTF_KIND_ENUM64:
		for (int i = 0; i < btf_vlen(type) && !err; i++)
			err = copy_name(work, &btf_enum64(type)[i].name_off);
		break;
	}
	return err;
}

static int copy_types(struct work *work)
{
	int err = append(&work->out_strings, "", 1);

	for (uint32_t id = 1; id < work->count; id++) {
		const struct btf_type *type = type_at(work, id);

		if (can_be_looked_up(type) && is_named(work, work->strings + type->name_off))
			choose(work, id);
	}
	for (uint32_t i = 0; i < work->chosen_count; i++)
		choose_parts(work, type_at(work, work->chosen[i]));
	for (uint32_t i = 0; i < work->chosen_count && !err; i++)
		err = copy_type(work, type_at(work, work->chosen[i]));
	return err;
}

static int write_copy(const struct work *work)
{
	struct btf_header header = {
		.magic = BTF_MAGIC,
		.version = BTF_VERSION,
		.hdr_len = sizeof(header),
		.type_len = (uint32_t)work->out_types.size,
		.str_off = (uint32_t)work->out_types.size,
		.str_len = (uint32_t)work->out_strings.size,
	};
	const struct {
		const void *data;
		size_t size;
	} parts[] = {
		{ &header, sizeof(header) },
		{ work->out_types.data, work->out_types.size },
		{ work->out_strings.data, work->out_strings.size },
	};
	int fd = memfd_create("ctrack-btf", MFD_CLOEXEC);

	if (fd < 0)
		return -errno;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (write(fd, parts[i].data, parts[i].size) != (ssize_t)parts[i].size) {
			close(fd);
			return -EIO;
		}
	}
	return fd;
}

int small_btf(const struct btf *program)
{
	struct work *work = calloc(1, sizeof(*work));
	int err;

	if (!work)
		return -ENOMEM;
	err = collect_names(work, program);
	if (!err)
		err = open_kernel_btf(&work->kernel);
	if (!err)
		err = parse(work);
	if (!err)
		err = copy_types(work);
	if (!err)
		err = write_copy(work);
	close_kernel_btf(&work->kernel);
	free(work->offsets);
	free(work->numbers);
	free(work->chosen);
	free(work->out_types.data);
	free(work->out_strings.data);
	free(work);
	return err;
}
