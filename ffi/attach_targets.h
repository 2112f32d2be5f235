/* SPDX-License-Identifier: MIT */
#ifndef CTRACK_ATTACH_TARGETS_H
#define CTRACK_ATTACH_TARGETS_H

#include <bpf/libbpf.h>

struct kernel_types;

/* Most programs that an object has. */
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
 * takes. These two tell it, for raw tracepoints (`tp_btf/NAME`) and iterators (`iter/NAME`, `iter.s/NAME`).
 */

/* To be called before an object is opened; once is enough, more do no harm. Returns 0 or -errno. */
int handle_attach_targets(void);

/*
 * Between opening an object and loading it, on the same thread; `targets` must last until it is loaded. Returns 0 or
 * -errno. A program whose target the kernel has not is refused with -ESRCH when it is loaded.
 */
int find_attach_targets(const struct kernel_types *kernel, const struct bpf_object *object,
			struct attach_targets *targets);

#endif
