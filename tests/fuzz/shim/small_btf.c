// SPDX-License-Identifier: MIT
/*
 * Any bytes in the place of the kernel's BTF: they are refused, or make a copy that libbpf reads wherever it reads
 * the original, with every name in it that the programs look for and the original has; and what programs attach to is
 * what it says to be.
 */
#define _GNU_SOURCE
#include "small_btf.h"

#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "event.h"

#include "attach_targets.h"
#include "check.h"
#include "kernel_types.h"
#include "process.skel.h"

/* What the copy may come to, of whatever it is made. */
#define COPY_BYTES_MAX (17 << 20)

static const uint8_t *kernel_data;
static size_t kernel_size;

/* Stands for the one of ffi/kernel_btf.c. */
int open_kernel_btf(struct kernel_btf *btf)
{
	btf->data = malloc(kernel_size ? kernel_size : 1);
	if (!btf->data)
		return -ENOMEM;
	memcpy(btf->data, kernel_data, kernel_size);
	btf->size = kernel_size;
	return 0;
}

void close_kernel_btf(struct kernel_btf *btf)
{
	free(btf->data);
}

static int keep_quiet(enum libbpf_print_level level, const char *format, va_list args)
{
	(void)level;
	(void)format;
	(void)args;
	return 0;
}

static const struct bpf_object *object(void)
{
	static struct process_bpf *skel;

	if (!skel) {
		libbpf_set_print(keep_quiet);
		skel = process_bpf__open();
		CHECK(skel);
	}
	return skel->obj;
}

static const struct btf *program(void)
{
	return bpf_object__btf(object());
}

/* The names of structs that the programs look for by themselves are there if they were. */
static void check_names(const struct btf *original, const struct btf *copy)
{
	for (uint32_t id = 1; id < btf__type_cnt(program()); id++) {
		const struct btf_type *type = btf__type_by_id(program(), id);
		const char *name = btf__name_by_offset(program(), type->name_off);

		/* `task_struct___old` is looked for as task_struct. */
		if (!btf_is_struct(type) || !name || !*name || strstr(name, "___"))
			continue;
		if (btf__find_by_name_kind(original, name, BTF_KIND_STRUCT) > 0)
			CHECK(btf__find_by_name_kind(copy, name, BTF_KIND_STRUCT) > 0);
	}
}

static void check_copy(int fd)
{
	struct btf *original = btf__new(kernel_data, (uint32_t)kernel_size);
	struct stat status;
	uint8_t *bytes;

	CHECK(!fstat(fd, &status) && status.st_size <= COPY_BYTES_MAX);
	bytes = malloc((size_t)status.st_size);
	CHECK(bytes && pread(fd, bytes, (size_t)status.st_size, 0) == status.st_size);
	if (original) {
		struct btf *copy = btf__new(bytes, (uint32_t)status.st_size);

		CHECK(copy);
		check_names(original, copy);
		btf__free(copy);
	}
	btf__free(original);
	free(bytes);
}

/* Each number is that of a type of the name and kind that was asked for. */
static void check_targets(const struct kernel_types *kernel)
{
	struct attach_targets targets;

	CHECK(!find_attach_targets(kernel, object(), &targets) && targets.count);
	for (uint32_t i = 0; i < targets.count; i++) {
		const struct attach_target *target = targets.list + i;

		CHECK(target->id < kernel->count);
		if (!target->id)
			continue;
		CHECK(btf_kind(type_at(kernel, target->id)) == target->kind);
		CHECK(!strcmp(type_name(kernel, type_at(kernel, target->id)), target->name));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kernel_types kernel = {};
	int fd;

	kernel_data = data;
	kernel_size = size;
	if (!open_kernel_types(&kernel)) {
		fd = memfd_create("copy", MFD_CLOEXEC);
		CHECK(fd >= 0);
		if (!write_small_btf(&kernel, program(), fd))
			check_copy(fd);
		check_targets(&kernel);
		close(fd);
	}
	close_kernel_types(&kernel);
	return 0;
}
