// SPDX-License-Identifier: MIT
#define _GNU_SOURCE
#include "load.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "attach_targets.h"
#include "kernel_types.h"
#include "process.skel.h"
#include "small_btf.h"
#include "warning.h"

/*
 * Which programs a configuration asks for. Execs of helpers, forks into new mount namespaces and moves between
 * cgroups are needed for labels in any case.
 */
static void choose_programs(struct process_bpf *skel, const struct ctrack_config *config,
			    int with_args)
{
	const struct {
		struct bpf_program *program;
		uint32_t kind;
	} optional[] = {
		{ skel->progs.on_exit, CTRACK_EXIT },
		{ skel->progs.on_cgroup_rmdir, CTRACK_ATTACH },
	};

	for (size_t i = 0; i < sizeof(optional) / sizeof(optional[0]); i++)
		bpf_program__set_autoload(optional[i].program,
					  config->kinds >> optional[i].kind & 1);
	if (config->snapshot_only) {
		struct bpf_program *program;

		bpf_object__for_each_program(program, skel->obj)
			bpf_program__set_autoload(program, false);
	}
	bpf_program__set_autoload(skel->progs.snapshot_with_args, with_args);
	bpf_program__set_autoload(skel->progs.snapshot_without_args, !with_args);
}

/* Tells libbpf what the programs need of the kernel's types: the part that they name, and what they are attached to. */
static int tell_types(const struct kernel_types *kernel, struct process_bpf *skel, int btf_fd,
		      struct attach_targets *targets)
{
	int err = write_small_btf(kernel, bpf_object__btf(skel->obj), btf_fd);

	return err ? err : find_attach_targets(kernel, skel->obj, targets);
}

static int load_opened(struct process_bpf *skel, const struct attach_targets *targets)
{
	const char *missing = missing_target(skel->obj, targets);
	int err;

	if (missing) {
		warn_missing(missing);
		return -EOPNOTSUPP;
	}
	use_attach_targets(targets);
	err = process_bpf__load(skel);
	use_attach_targets(NULL);
	return err;
}

static int load(const struct ctrack_config *config, const struct kernel_types *kernel,
		int with_args, struct process_bpf **out)
{
	char btf_path[32];
	const struct bpf_object_open_opts options = {
		.sz = sizeof(options),
		.btf_custom_path = btf_path,
	};
	int btf_fd = memfd_create("ctrack-btf", MFD_CLOEXEC);
	struct attach_targets targets;
	struct process_bpf *skel;
	int err;

	if (btf_fd < 0)
		return -errno;
	/* Read when the object is loaded. */
	snprintf(btf_path, sizeof(btf_path), "/proc/self/fd/%d", btf_fd);
	skel = process_bpf__open_opts(&options);
	err = skel ? tell_types(kernel, skel, btf_fd, &targets) : -errno;
	if (!err) {
		memcpy((void *)&skel->rodata->config, config, sizeof(*config));
		err = bpf_map__set_max_entries(skel->maps.events, config->ring_size);
	}
	if (!err) {
		choose_programs(skel, config, with_args);
		err = load_opened(skel, &targets);
	}
	close(btf_fd);
	if (err)
		process_bpf__destroy(skel);
	else
		*out = skel;
	return err;
}

int load_programs(const struct ctrack_config *config, const struct kernel_types *kernel,
		  struct process_bpf **out)
{
	int err = handle_attach_targets();

	if (!err)
		err = load(config, kernel, 1, out);
	/* The snapshot needs a helper of 5.18 for the arguments of other processes. */
	if (err && err != -EPERM) {
		forget_warning();
		err = load(config, kernel, 0, out);
	}
	return err;
}
