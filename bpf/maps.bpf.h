/* SPDX-License-Identifier: GPL-2.0 OR MIT */
#ifndef CTRACK_MAPS_H
#define CTRACK_MAPS_H

#include "kernel.bpf.h"

/* Settled by the reader between open and load. */
const volatile struct ctrack_config config = {};

/* Read by the shim through the mapped section. */
struct ctrack_stats stats = {};

/* The reader's own process, learnt when it takes the snapshot; it is never reported. */
__u32 self_pid = 0;

__u64 last_wake = 0;

/* Raised whenever a verdict changes or a cgroup comes or goes: what was remembered before is void. */
__u64 generation = 1;

/* Process and cgroup life cycle. The shim sets the size. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 8 << 20);
} events SEC(".maps");

struct cgroup_key {
	u64 id;
	u32 hierarchy;
	u32 pad;
};

/*
 * Verdict for each cgroup that was announced. 65,536 cgroups are more than a host runs; past that a
 * cgroup is announced with each of its events, which costs time and loses nothing.
 */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 65536);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct cgroup_key);
	__type(value, u32);
} verdicts SEC(".maps");

/*
 * Verdict for each mount namespace whose processes are in cgroups that are dropped: a container may have no
 * cgroup of its own, and a process may enter a container and keep its cgroup. Unknown ones are delivered. There
 * is no word of a namespace's end, so the least used one gives way.
 */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 16384);
	__type(key, u64);
	__type(value, u32);
} namespaces SEC(".maps");

/* The host's mount namespace, once it was met. */
__u64 host_mounts = 0;

/* Processes of several threads whose exit was reported; see is_last_exit(). */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__uint(key_size, 16);
	__uint(value_size, 4);
} exited SEC(".maps");

/*
 * Each program has scratch space of its own on each CPU: a program does not interrupt itself (the
 * kernel skips such a run and counts it), but another program may.
 */
enum program {
	PROGRAM_FORK,
	PROGRAM_EXEC,
	PROGRAM_EXIT,
	PROGRAM_CGROUP,
	PROGRAM_ATTACH,
	PROGRAM_SNAPSHOT,
	PROGRAMS,
};

/*
 * Where the last task was that a program asked about on this CPU, which cgroup stands for it, and the verdict on that.
 * Tasks come in runs, and comparing three pointers costs a third of finding out anew. An address is used again
 * only by a cgroup that was made since, which raises the generation before a task can enter it.
 */
struct judged {
	u64 pids;
	u64 memory;
	u64 unified;
	u64 generation;
	struct cgroup_key key;
	u64 verdict;
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, PROGRAMS);
	__type(key, u32);
	__type(value, struct judged);
} last_judged SEC(".maps");

/* A component of a path has at most NAME_MAX (255) bytes and its NUL. */
#define COMPONENT_MAX 256

/* A walk from a leaf to the root that writes each component on its way. */
struct walk {
	u64 node; /* dentry or kernfs node */
	u64 mount;
	u64 root;   /* the mount's root dentry */
	u32 offset; /* where the next component goes */
	u32 limit;  /* no component starts here or later */
	u32 done;
	u32 cut;
};

struct cgroup_scratch {
	struct walk walk;
	struct ctrack_cgroup record;
	char path[CTRACK_PATH_MAX + COMPONENT_MAX];
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, PROGRAMS);
	__type(key, u32);
	__type(value, struct cgroup_scratch);
} cgroup_scratches SEC(".maps");

#define PAGE 4096

/* Strings at their budgets, and room for the last read of arguments, which the verifier takes for a page. */
#define EXEC_DATA_MAX (2 * (CTRACK_PATH_MAX + COMPONENT_MAX + 8) + CTRACK_ARGS_MAX + PAGE)

struct exec_scratch {
	struct walk walk;
	struct ctrack_exec record;
	char data[EXEC_DATA_MAX];
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 2);
	__type(key, u32);
	__type(value, struct exec_scratch);
} exec_scratches SEC(".maps");

static __always_inline struct exec_scratch *exec_scratch(u32 program)
{
	u32 key = program == PROGRAM_SNAPSHOT;

	return bpf_map_lookup_elem(&exec_scratches, &key);
}

#endif
