// SPDX-License-Identifier: MIT
#include "small_btf.h"

#include "kernel_types.h"

#include <bpf/btf.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
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
	const struct kernel_types *kernel;
	/* Which number each type has in the copy (0: none). */
	uint32_t *numbers;
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
	if (!id || id >= work->kernel->count || work->numbers[id])
		return;
	work->chosen[work->chosen_count++] = id;
	work->numbers[id] = work->chosen_count;
}

/* The number of a type in the copy; void where it was not chosen. */
static uint32_t number_of(const struct work *work, uint32_t id)
{
	return id < work->kernel->count ? work->numbers[id] : 0;
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
	const char *name = work->kernel->strings + *name_off;

	if (*name_off >= work->kernel->strings_size)
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

	for (uint32_t id = 1; id < work->kernel->count; id++) {
		const struct btf_type *type = type_at(work->kernel, id);

		if (can_be_looked_up(type) && is_named(work, type_name(work->kernel, type)))
			choose(work, id);
	}
	for (uint32_t i = 0; i < work->chosen_count; i++)
		choose_parts(work, type_at(work->kernel, work->chosen[i]));
	for (uint32_t i = 0; i < work->chosen_count && !err; i++)
		err = copy_type(work, type_at(work->kernel, work->chosen[i]));
	return err;
}

static int write_copy(const struct work *work, int fd)
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

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (write(fd, parts[i].data, parts[i].size) != (ssize_t)parts[i].size)
			return -EIO;
	}
	return 0;
}

int write_small_btf(const struct kernel_types *kernel, const struct btf *program, int fd)
{
	struct work *work = calloc(1, sizeof(*work));
	int err = -ENOMEM;

	if (!work)
		return -ENOMEM;
	work->kernel = kernel;
	work->numbers = calloc(kernel->count, sizeof(uint32_t));
	work->chosen = malloc(kernel->count * sizeof(uint32_t));
	if (work->numbers && work->chosen)
		err = collect_names(work, program);
	if (!err)
		err = copy_types(work);
	if (!err)
		err = write_copy(work, fd);
	free(work->numbers);
	free(work->chosen);
	free(work->out_types.data);
	free(work->out_strings.data);
	free(work);
	return err;
}
