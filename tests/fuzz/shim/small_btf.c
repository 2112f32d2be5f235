// SPDX-License-Identifier: MIT
/*
 * Any bytes in the place of the kernel's BTF: they are refused, or make a copy that libbpf reads wherever it reads
 * the original, with every name in it that the programs look for and the original has.
 */
#include "small_btf.h"

#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "event.h"

#include "check.h"
#include "kernel_btf.h"
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

static const struct btf *program(void)
{
	static struct process_bpf *skel;

	if (!skel) {
		libbpf_set_print(keep_quiet);
		skel = process_bpf__open();
		CHECK(skel);
	}
	return bpf_object__btf(skel->obj);
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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd;

	kernel_data = data;
	kernel_size = size;
	fd = small_btf(program());
	if (fd < 0)
		return 0;
	check_copy(fd);
	close(fd);
	return 0;
}
