// SPDX-License-Identifier: MIT
#include "attach_targets.h"

#include "kernel_types.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

/* The names under which the kernel keeps what programs of a section are attached to. */
static const struct {
	const char *section;
	const char *prefix;
	int kind;
	enum bpf_attach_type type;
	uint32_t flags;
} families[] = {
	{ "tp_btf/", "btf_trace_", BTF_KIND_TYPEDEF, BPF_TRACE_RAW_TP, 0 },
	{ "iter/", "bpf_iter_", BTF_KIND_FUNC, BPF_TRACE_ITER, 0 },
	{ "iter.s/", "bpf_iter_", BTF_KIND_FUNC, BPF_TRACE_ITER, BPF_F_SLEEPABLE },
};

#define FAMILIES (sizeof(families) / sizeof(families[0]))

/* Those of the object that this thread loads. */
static __thread const struct attach_targets *loading;

/* libbpf reads the kernel's BTF for programs that no other program is the target of: until it is loaded, each has one. */
static int pretend(struct bpf_program *program, long family)
{
	(void)family;
	return bpf_program__set_attach_target(program, 1, NULL);
}

/* NULL for a section of none of the families. */
static const struct attach_target *target_of(const struct attach_targets *targets,
					     const char *section)
{
	for (uint32_t i = 0; i < targets->count; i++)
		if (!strcmp(targets->list[i].section, section))
			return targets->list + i;
	return NULL;
}

static int prepare(struct bpf_program *program, struct bpf_prog_load_opts *options, long family)
{
	const char *section = bpf_program__section_name(program);
	const struct attach_target *target = loading ? target_of(loading, section) : NULL;

	if (!target || !target->id)
		return -ESRCH;
	options->attach_prog_fd = 0;
	options->attach_btf_id = target->id;
	options->prog_flags |= families[family].flags;
	return 0;
}

static int attach(const struct bpf_program *program, long family, struct bpf_link **link)
{
	*link = families[family].type == BPF_TRACE_ITER ? bpf_program__attach_iter(program, NULL)
							: bpf_program__attach_trace(program);
	return (int)libbpf_get_error(*link);
}

static int register_handlers(void)
{
	for (size_t i = 0; i < FAMILIES; i++) {
		const struct libbpf_prog_handler_opts options = {
			.sz = sizeof(options),
			.cookie = (long)i,
			.prog_setup_fn = pretend,
			.prog_prepare_load_fn = prepare,
			.prog_attach_fn = attach,
		};
		int handler = libbpf_register_prog_handler(
			families[i].section, BPF_PROG_TYPE_TRACING, families[i].type, &options);

		if (handler < 0)
			return handler;
	}
	return 0;
}

int handle_attach_targets(void)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	static int is_done;
	int err = 0;

	/* libbpf's list of handlers may move when it grows, and an object that is open points into it. */
	pthread_mutex_lock(&lock);
	if (!is_done)
		err = register_handlers();
	is_done |= !err;
	pthread_mutex_unlock(&lock);
	return err;
}

/* Adds what the programs of a section are attached to, once. */
static int add_target(struct attach_targets *targets, const char *section)
{
	struct attach_target *target = targets->list + targets->count;

	if (target_of(targets, section))
		return 0;
	for (size_t i = 0; i < FAMILIES; i++) {
		size_t length = strlen(families[i].section);

		if (strncmp(section, families[i].section, length))
			continue;
		if (targets->count == ATTACH_TARGETS_MAX)
			return -E2BIG;
		target->section = section;
		target->kind = families[i].kind;
		if (snprintf(target->name, sizeof(target->name), "%s%s", families[i].prefix,
			     section + length) >= (int)sizeof(target->name))
			return -ENAMETOOLONG;
		targets->count++;
	}
	return 0;
}

int find_attach_targets(const struct kernel_types *kernel, const struct bpf_object *object,
			struct attach_targets *targets)
{
	struct bpf_program *program;
	int err = 0;

	*targets = (struct attach_targets){};
	bpf_object__for_each_program(program, object) {
		if (!err)
			err = add_target(targets, bpf_program__section_name(program));
	}
	for (uint32_t id = 1; id < kernel->count; id++) {
		const struct btf_type *type = type_at(kernel, id);
		int kind = btf_kind(type);
		const char *name;

		if (kind != BTF_KIND_TYPEDEF && kind != BTF_KIND_FUNC)
			continue;
		name = type_name(kernel, type);
		/* As all of them begin: one look tells most of 80,000 names. */
		if (name[0] != 'b')
			continue;
		for (uint32_t i = 0; i < targets->count; i++) {
			struct attach_target *target = targets->list + i;

			/* The first of a name, as libbpf has it. */
			if (!target->id && target->kind == kind && !strcmp(target->name, name))
				target->id = id;
		}
	}
	return err;
}

const char *missing_target(const struct bpf_object *object, const struct attach_targets *targets)
{
	struct bpf_program *program;

	bpf_object__for_each_program(program, object) {
		const char *section = bpf_program__section_name(program);
		const struct attach_target *target = target_of(targets, section);

		if (target && !target->id && bpf_program__autoload(program))
			return target->name;
	}
	return NULL;
}

void use_attach_targets(const struct attach_targets *targets)
{
	loading = targets;
}
