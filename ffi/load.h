/* SPDX-License-Identifier: MIT */
#ifndef CTRACK_LOAD_H
#define CTRACK_LOAD_H

#include "event.h"

struct kernel_types;
struct process_bpf;

/*
 * Opens the BPF object and loads the programs that a configuration asks for, with a snapshot without arguments where
 * the kernel cannot read them. Returns 0 or -errno, of which last_warning() may know more.
 */
int load_programs(const struct ctrack_config *config, const struct kernel_types *kernel,
		  struct process_bpf **out);

#endif
