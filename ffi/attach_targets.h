/* SPDX-License-Identifier: MIT */
#ifndef CTRACK_ATTACH_TARGETS_H
#define CTRACK_ATTACH_TARGETS_H

#include <bpf/libbpf.h>

struct kernel_types;

/* Most sections that the programs of an object stand in. */
#define ATTACH_TARGETS_MAX 16

/* What the programs of one section are attached to. */
struct attach_target {
	const char *section;
	/* What the kernel calls it, and which of its types it is: its number, 0 if there is none. */
	char name[64];
	int kind;
	uint32_t id;
};

struct attach_targets {
	uint32_t count;
	struct attach_target list[ATTACH_TARGETS_MAX];
};

/*
 * libbpf reads, copies and looks through the kernel's whole BTF to learn these numbers: a fifth of the time that loading
 * takes. What follows tells it, for raw tracepoints (`tp_btf/NAME`) and iterators (`iter/NAME`, `iter.s/NAME`).
 */

/* To be called before any object is opened, from any thread; more than once does no harm. Returns 0 or -errno. */
int handle_attach_targets(void);

/* What the programs of an object are attached to, for as long as the object lasts. Returns 0 or -errno. */
int find_attach_targets(const struct kernel_types *kernel, const struct bpf_object *object,
			struct attach_targets *targets);

/* The name of what a program that is to be loaded is attached to, where the kernel has no such thing; else NULL. */
const char *missing_target(const struct bpf_object *object, const struct attach_targets *targets);

/*
 * Tells what this thread loads next: to be called between opening an object and loading it, and with NULL
 * afterwards.
 */
void use_attach_targets(const struct attach_targets *targets);

#endif
