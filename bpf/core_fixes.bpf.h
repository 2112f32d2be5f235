/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* One function for each difference between kernels. The loader settles each `exists` at load time. */
#ifndef CTRACK_CORE_FIXES_H
#define CTRACK_CORE_FIXES_H

#include "kernel.bpf.h"

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct kernfs_node___before_6_15 {
	struct kernfs_node *parent;
};

struct kernfs_node___since_6_15 {
	struct kernfs_node *__parent;
};

struct mnt_namespace___before_6_18 {
	u64 seq;
};

struct ns_common___since_6_18 {
	u64 ns_id;
};

struct trace_event_raw_sched_process_exit___since_6_16 {
	bool group_dead;
};

struct task_struct___before_5_14 {
	long state;
};

struct task_struct___since_5_14 {
	unsigned int __state;
};

typedef struct {
	long counter;
} atomic64_t;

struct mm_rss_stat___before_6_2 {
	atomic64_t count[4];
};

struct mm_struct___before_6_2 {
	struct mm_rss_stat___before_6_2 rss_stat;
};

struct percpu_counter___since_6_2 {
	long count;
};

struct mm_struct___since_6_2 {
	struct percpu_counter___since_6_2 rss_stat[4];
};

#pragma clang attribute pop

/* 633488947ef6 ("kernfs: Use RCU to access kernfs_node::parent", 6.15) renamed the field. */
static __always_inline u64 kernfs_parent(u64 node)
{
	struct kernfs_node___since_6_15 *now = (void *)node;
	struct kernfs_node___before_6_15 *before = (void *)node;

	if (bpf_core_field_exists(now->__parent))
		return (u64)BPF_CORE_READ(now, __parent);
	return (u64)BPF_CORE_READ(before, parent);
}

/*
 * A number that no other mount namespace gets while the host is up; inode numbers are used again at once.
 * `seq` was one since 8823c079ba71 (3.8); in 6.18 each namespace has an id instead. The inode number stands
 * in where a kernel has neither.
 */
static __always_inline u64 mount_namespace_id(struct mnt_namespace *namespace)
{
	struct ns_common___since_6_18 *now = (void *)&namespace->ns;
	struct mnt_namespace___before_6_18 *before = (void *)namespace;

	if (bpf_core_field_exists(now->ns_id))
		return BPF_CORE_READ(now, ns_id);
	if (bpf_core_field_exists(before->seq))
		return BPF_CORE_READ(before, seq);
	return BPF_CORE_READ(namespace, ns.inum);
}

/* 2f064a59a11f ("sched: Change task_struct::state", 5.14) renamed the field and made it shorter. */
static __always_inline u32 task_state(struct task_struct *task)
{
	struct task_struct___since_5_14 *now = (void *)task;
	struct task_struct___before_5_14 *before = (void *)task;
	u32 ended = BPF_CORE_READ(task, exit_state);

	if (bpf_core_field_exists(now->__state))
		return BPF_CORE_READ(now, __state) | ended;
	return (u32)BPF_CORE_READ(before, state) | ended;
}

/* Indices of mm_struct.rss_stat, unchanged since 4.5. */
#define MM_FILEPAGES 0
#define MM_ANONPAGES 1
#define MM_SHMEMPAGES 3

#define RESIDENT(mm, member)                                                                       \
	({                                                                                         \
		long file = BPF_CORE_READ(mm, member(MM_FILEPAGES));                               \
		long anonymous = BPF_CORE_READ(mm, member(MM_ANONPAGES));                          \
		long shared = BPF_CORE_READ(mm, member(MM_SHMEMPAGES));                            \
		(file > 0 ? file : 0) + (anonymous > 0 ? anonymous : 0) +                          \
			(shared > 0 ? shared : 0);                                                 \
	})
#define COUNT_OF(i) rss_stat.count[i].counter
#define COUNTER_OF(i) rss_stat[i].count

/*
 * Pages of memory that a process has. Since f1a7941243c1 ("mm: convert mm's rss stats into percpu_counter", 6.2)
 * up to 64 pages for each CPU and kind may be missing here, as they are in /proc/PID/stat before 6.16.
 */
static __always_inline u64 resident_pages(struct task_struct *task)
{
	struct mm_struct *mm = BPF_CORE_READ(task, mm);
	struct mm_struct___since_6_2 *now = (void *)mm;
	struct mm_struct___before_6_2 *before = (void *)mm;

	if (!mm)
		return 0;
	if (bpf_core_field_exists(now->rss_stat[0].count))
		return RESIDENT(now, COUNTER_OF);
	return RESIDENT(before, COUNT_OF);
}

/* Controllers that the kernel was built without have no number. */
#define NO_CONTROLLER 0xffU

static __always_inline u32 pids_controller(void)
{
	if (bpf_core_enum_value_exists(enum cgroup_subsys_id, pids_cgrp_id))
		return bpf_core_enum_value(enum cgroup_subsys_id, pids_cgrp_id);
	return NO_CONTROLLER;
}

static __always_inline u32 memory_controller(void)
{
	if (bpf_core_enum_value_exists(enum cgroup_subsys_id, memory_cgrp_id))
		return bpf_core_enum_value(enum cgroup_subsys_id, memory_cgrp_id);
	return NO_CONTROLLER;
}

/* The login uid exists only with CONFIG_AUDIT. ~0 means that no login set it. */
static __always_inline u32 login_uid(struct task_struct *task)
{
	if (bpf_core_field_exists(task->loginuid))
		return task->loginuid.val;
	return ~0U;
}

/*
 * Whether the exiting task is the last of its process, true for exactly one of its tasks.
 *
 * Since 6.16 the tracepoint itself says so. Before, `live` has been lowered when the tracepoint
 * fires, but two threads that exit at once may both see 0: the first to enter the table wins. It may
 * have been released by the time the second one gets here, so a lone thread looks there, too.
 */
static __always_inline bool is_last_exit(u64 *ctx, struct task_struct *task, void *exited)
{
	struct {
		u64 start_time;
		u64 pid;
	} key = {};
	u32 one = 1;

	if (bpf_core_type_exists(struct trace_event_raw_sched_process_exit___since_6_16))
		return ctx[1] & 1;

	if (BPF_CORE_READ(task, signal, live.counter) > 0)
		return false;
	key.start_time = BPF_CORE_READ(task, group_leader, start_boottime);
	key.pid = task->tgid;
	if (BPF_CORE_READ(task, signal, nr_threads) == 1)
		return !bpf_map_lookup_elem(exited, &key);
	return bpf_map_update_elem(exited, &key, &one, BPF_NOEXIST) == 0;
}

#endif
