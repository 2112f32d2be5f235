// SPDX-License-Identifier: MIT
#include "ctrack_shim.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

/* A function and a hook that every kernel has and that nearly nobody calls. */
#define FUNCTION "ksys_sync"
#define HOOK "syslog"

/* Loads a program that returns 0; fd, or -errno. */
static int load_nothing(enum bpf_prog_type type, struct bpf_prog_load_opts *options)
{
	const struct bpf_insn nothing[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0 },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	int fd = bpf_prog_load(type, "ctrack_optional", "GPL", nothing, 2, options);

	return fd < 0 ? -errno : fd;
}

/* A program that the kernel calls by its trampoline: attached, and detached at once. */
static int32_t try_trampoline(enum bpf_prog_type type, enum bpf_attach_type attach,
			      const char *name)
{
	LIBBPF_OPTS(bpf_prog_load_opts, options, .expected_attach_type = attach);
	int id = libbpf_find_vmlinux_btf_id(name, attach);
	int fd, link;

	if (id < 0)
		return id;
	options.attach_btf_id = (uint32_t)id;
	fd = load_nothing(type, &options);
	if (fd < 0)
		return fd;
	link = bpf_raw_tracepoint_open(NULL, fd);
	if (link < 0)
		link = -errno;
	else
		close(link);
	close(fd);
	return link < 0 ? link : 0;
}

static int32_t try_kprobe(void)
{
	struct perf_event_attr event = { .size = sizeof(event) };
	FILE *type = fopen("/sys/bus/event_source/devices/kprobe/type", "re");
	int fd;

	if (!type)
		return -errno;
	if (fscanf(type, "%u", &event.type) != 1)
		event.type = 0;
	fclose(type);
	if (!event.type)
		return -EOPNOTSUPP;
	event.config1 = (uint64_t)(uintptr_t)FUNCTION;
	fd = (int)syscall(SYS_perf_event_open, &event, -1, 0, -1, PERF_FLAG_FD_CLOEXEC);
	if (fd < 0)
		return -errno;
	close(fd);
	fd = load_nothing(BPF_PROG_TYPE_KPROBE, NULL);
	if (fd < 0)
		return fd;
	close(fd);
	return 0;
}

int32_t ctrack_optional(uint32_t kind)
{
	libbpf_set_print(NULL);
	switch (kind) {
	case CTRACK_KPROBE:
		return try_kprobe();
	case CTRACK_FENTRY:
		return try_trampoline(BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY, FUNCTION);
	case CTRACK_LSM:
		return try_trampoline(BPF_PROG_TYPE_LSM, BPF_LSM_MAC, HOOK);
	default:
		return -EINVAL;
	}
}
