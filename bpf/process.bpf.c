// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The life of processes and cgroups.
 *
 * Raw tracepoints with BTF types and a task iterator: both load on every kernel from 5.8 on, and
 * on hosts where kprobes, fentry or LSM programs do not.
 */
#include "task.bpf.h"

char LICENSE[] SEC("license") = "Dual MIT/GPL";

/* Keeps what only the readers use in the object's BTF, from which their layout is generated. */
struct {
	struct ctrack_fork fork;
	struct ctrack_exit exit;
	struct ctrack_attach attach;
	struct ctrack_usage usage;
	enum ctrack_limit limit;
	enum ctrack_kind kind;
	enum ctrack_header_flag header_flag;
	enum ctrack_task_flag task_flag;
	enum ctrack_exe exe;
	enum ctrack_exit_flag exit_flag;
	enum ctrack_cgroup_action cgroup_action;
	enum ctrack_verdict verdict;
} contract;

static __always_inline void fill_header(struct ctrack_header *header, u32 kind, u32 size)
{
	header->kind = kind;
	header->flags = 0;
	header->size = size;
	header->time = bpf_ktime_get_boot_ns();
}

static __always_inline bool is_asked_for(u32 kind)
{
	return config.kinds & 1U << kind;
}

/* Reserves a record of fixed size, or counts that it could not. */
#define RESERVE(type, kind, record_flags)                                                          \
	({                                                                                         \
		type *reserved = bpf_ringbuf_reserve(&events, sizeof(type), 0);                    \
		if (reserved) {                                                                    \
			fill_header(&reserved->header, kind, sizeof(type));                        \
			reserved->header.flags = record_flags;                                     \
		} else {                                                                           \
			count_lost((record_flags) ? NOT_ASKED_FOR : kind, sizeof(type));           \
		}                                                                                  \
		reserved;                                                                          \
	})

SEC("tp_btf/sched_process_fork")
int BPF_PROG(on_fork, struct task_struct *parent, struct task_struct *child)
{
	struct cgroup_key key;
	struct ctrack_fork *record;
	u32 flags = 0;

	if (child->pid != child->tgid)
		return 0;
	if (!is_asked_for(CTRACK_FORK) || !passes_filter(child) ||
	    !is_wanted(PROGRAM_FORK, CTRACK_FORK, child, &key)) {
		/* Who made a mount namespace may have gone by the time that its first program starts. */
		if (!has_unknown_mounts(child) ||
		    !find_cgroup(PROGRAM_FORK, NOT_ASKED_FOR, child, &key))
			return 0;
		flags = CTRACK_FOR_LABELS;
	}
	record = RESERVE(struct ctrack_fork, CTRACK_FORK, flags);
	if (!record)
		return 0;
	fill_task(&record->task, child, &key);
	bpf_ringbuf_submit(record, wake_flags(&record->header));
	return 0;
}

/* Each string of a record starts at a multiple of 8. */
static __always_inline u32 align8(u32 offset)
{
	return (offset + 7) & ~7U;
}

static __always_inline u32 fill_program(u32 program, struct exec_scratch *scratch,
					struct task_struct *task)
{
	struct ctrack_exec *record = &scratch->record;
	struct file *file = BPF_CORE_READ(task, mm, exe_file);
	struct fs_struct *fs = BPF_CORE_READ(task, fs);
	u32 offset = 0;

	record->exe_flags = 0;
	record->path_len = 0;
	record->cwd_len = 0;
	record->args_len = 0;
	if (file) {
		struct file_parts parts = file_parts(file);

		record->exe_flags = read_exe_flags(parts.inode, parts.dentry);
		record->path_len =
			read_path(program, scratch, parts.mount, (u64)parts.dentry, offset);
		if (scratch->walk.cut)
			record->header.flags |= CTRACK_CUT_PATH;
		offset = align8(offset + record->path_len);
	}
	if (fs) {
		record->cwd_len = read_path(program, scratch, (u64)BPF_CORE_READ(fs, pwd.mnt),
					    (u64)BPF_CORE_READ(fs, pwd.dentry), offset);
		if (scratch->walk.cut)
			record->header.flags |= CTRACK_CUT_CWD;
		offset = align8(offset + record->cwd_len);
	}
	return offset;
}

#define ARG_PAGES (CTRACK_ARGS_MAX / PAGE + 1)

/*
 * Reads the arguments from the program's own memory, a page at a time, so that a page that is not
 * there costs no more than what follows it. Returns their length.
 */
static __always_inline u32 read_args(struct exec_scratch *scratch, struct task_struct *task,
				     u32 offset, bool is_current)
{
	struct mm_struct *mm = BPF_CORE_READ(task, mm);
	u64 start = BPF_CORE_READ(mm, arg_start);
	u64 all = BPF_CORE_READ(mm, arg_end) - start;
	u64 total = all < CTRACK_ARGS_MAX ? all : CTRACK_ARGS_MAX;
	u64 got = 0;
	int page;

	for (page = 0; page < ARG_PAGES && got < total; page++) {
		void *from = (void *)(start + got);
		u64 length = PAGE - ((start + got) & (PAGE - 1));
		u64 to = offset + got;
		long err;

		if (length > total - got)
			length = total - got;
		/*
		 * Never true with EXEC_DATA_MAX; the verifier cannot work that out by itself. A page at most, the length keeps
		 * all its bits in the mask, behind which the verifier need not tell the ways apart that led here.
		 */
		barrier_var(to);
		barrier_var(length);
		length &= 2 * PAGE - 1;
		barrier_var(length);
		if (to > EXEC_DATA_MAX - PAGE || length > PAGE)
			break;
		if (is_current)
			err = bpf_probe_read_user(scratch->data + to, length, from);
		else
			err = bpf_copy_from_user_task(scratch->data + to, length, from, task, 0);
		if (err)
			break;
		got += length;
	}
	if (got < all)
		scratch->record.header.flags |= CTRACK_CUT_ARGS;
	scratch->record.args_len = got;
	return got;
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(on_exec, struct task_struct *task)
{
	struct exec_scratch *scratch = exec_scratch(PROGRAM_EXEC);
	struct cgroup_key key;
	u32 flags;
	u32 size;

	if (!scratch)
		return 0;
	if (is_asked_for(CTRACK_EXEC) && passes_filter(task) &&
	    is_wanted(PROGRAM_EXEC, CTRACK_EXEC, task, &key))
		flags = 0;
	else if (is_helper(task) && find_cgroup(PROGRAM_EXEC, NOT_ASKED_FOR, task, &key))
		flags = CTRACK_FOR_LABELS;
	else
		return 0;
	fill_header(&scratch->record.header, CTRACK_EXEC, 0);
	scratch->record.header.flags = flags;
	fill_task(&scratch->record.task, task, &key);
	size = fill_program(PROGRAM_EXEC, scratch, task);
	size += read_args(scratch, task, size, true);
	size += sizeof(scratch->record);
	if (size > sizeof(scratch->record) + EXEC_DATA_MAX)
		return 0;
	scratch->record.header.size = size;
	ring_output(&scratch->record.header, size);
	return 0;
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(on_exit, struct task_struct *task)
{
	struct cgroup_key key;
	struct ctrack_exit *record;
	struct signal_struct *signal;
	struct copy copy;
	u32 status;

	if (!is_last_exit(ctx, task, &exited) || !passes_filter(task))
		return 0;
	signal = BPF_CORE_READ(task, signal);
	status = wait_status(task, signal);
	if ((config.failed_only && !status) || !is_wanted(PROGRAM_EXIT, CTRACK_EXIT, task, &key))
		return 0;
	record = RESERVE(struct ctrack_exit, CTRACK_EXIT, 0);
	if (!record)
		return 0;
	fill_task(&record->task, task, &key);
	record->status = status;
	record->exit_flags = BPF_CORE_READ(signal, oom_mm) ? CTRACK_EXIT_OOM : 0;
	COPY_BEHIND(&copy, struct signal_struct, signal, maxrss);
	record->cpu_time = cpu_time(
		task, LONG_BEHIND(copy, signal, struct signal_struct, maxrss, sum_sched_runtime));
	record->peak_rss =
		LONG_BEHIND(copy, signal, struct signal_struct, maxrss, maxrss) * config.page_size;
	bpf_ringbuf_submit(record, wake_flags(&record->header));
	return 0;
}

static __always_inline int on_cgroup(struct cgroup *cgroup, u32 action)
{
	struct cgroup_key key;
	u64 node;

	if (!can_stand(cgroup))
		return 0;
	__sync_fetch_and_add(&generation, 1);
	node = cgroup_key_of(cgroup, &key);
	if (!tell_cgroup(PROGRAM_CGROUP, key.id, key.hierarchy, node, action)) {
		/* A cgroup is announced again by its first event; only who asked for its life misses it. */
		if (is_asked_for(CTRACK_ATTACH))
			count_lost(CTRACK_CGROUP, 0);
	} else if (action == CTRACK_CGROUP_CREATE) {
		u32 pending = CTRACK_PENDING;

		bpf_map_update_elem(&verdicts, &key, &pending, BPF_NOEXIST);
	}
	if (action == CTRACK_CGROUP_RELEASE)
		bpf_map_delete_elem(&verdicts, &key);
	return 0;
}

SEC("tp_btf/cgroup_mkdir")
int BPF_PROG(on_cgroup_mkdir, struct cgroup *cgroup)
{
	return on_cgroup(cgroup, CTRACK_CGROUP_CREATE);
}

SEC("tp_btf/cgroup_rmdir")
int BPF_PROG(on_cgroup_rmdir, struct cgroup *cgroup)
{
	return on_cgroup(cgroup, CTRACK_CGROUP_REMOVE);
}

SEC("tp_btf/cgroup_release")
int BPF_PROG(on_cgroup_release, struct cgroup *cgroup)
{
	return on_cgroup(cgroup, CTRACK_CGROUP_RELEASE);
}

SEC("tp_btf/cgroup_rename")
int BPF_PROG(on_cgroup_rename, struct cgroup *cgroup)
{
	return on_cgroup(cgroup, CTRACK_CGROUP_RENAME);
}

SEC("tp_btf/cgroup_attach_task")
int BPF_PROG(on_cgroup_attach, struct cgroup *cgroup, const char *path, struct task_struct *task)
{
	struct cgroup_key key;
	struct ctrack_attach *record;
	bool is_asked;
	u32 verdict;
	u64 node;

	if (task->pid != task->tgid || !can_stand(cgroup))
		return 0;
	/* On v1 a task moves one hierarchy at a time: what counts is the target, not where it is now. */
	node = cgroup_key_of(cgroup, &key);
	verdict = cgroup_verdict(PROGRAM_ATTACH,
				 is_asked_for(CTRACK_ATTACH) ? CTRACK_ATTACH : NOT_ASKED_FOR, &key,
				 node);
	if (verdict == CTRACK_DROP || verdict == LOST)
		return 0;
	is_asked = is_asked_for(CTRACK_ATTACH) && passes_filter(task);
	record = RESERVE(struct ctrack_attach, CTRACK_ATTACH, is_asked ? 0 : CTRACK_FOR_LABELS);
	if (!record)
		return 0;
	fill_task(&record->task, task, &key);
	bpf_ringbuf_submit(record, wake_flags(&record->header));
	return 0;
}

static __always_inline void tell_usage(struct bpf_iter__task *ctx, struct task_struct *task)
{
	struct ctrack_usage usage = {};
	bool is_first = task->pid == task->tgid;

	fill_header(&usage.header, CTRACK_USAGE, sizeof(usage));
	usage.start_time = BPF_CORE_READ(task, group_leader, start_boottime);
	usage.pid = task->tgid;
	usage.tid = task->pid;
	usage.cpu_time = is_first ? cpu_time(task, BPF_CORE_READ(task, signal, sum_sched_runtime))
				  : BPF_CORE_READ(task, se.sum_exec_runtime);
	usage.rss = is_first ? resident_pages(task) * config.page_size : 0;
	usage.state = task_state(task);
	bpf_seq_write(ctx->meta->seq, &usage, sizeof(usage));
}

static __always_inline int snapshot(struct bpf_iter__task *ctx, bool with_args)
{
	struct exec_scratch *scratch = exec_scratch(PROGRAM_SNAPSHOT);
	struct task_struct *task = ctx->task;
	struct cgroup_key key;
	u32 flags = 0;
	u32 kind;
	u32 size;

	if (!task || !scratch)
		return 0;
	if (task->pid != task->tgid) {
		if (is_asked_for(CTRACK_USAGE))
			tell_usage(ctx, task);
		return 0;
	}
	self_pid = bpf_get_current_pid_tgid() >> 32;
	kind = is_asked_for(CTRACK_PROCESS) ? CTRACK_PROCESS : NOT_ASKED_FOR;
	if (!find_cgroup(PROGRAM_SNAPSHOT, kind, task, &key) || (u32)task->tgid == self_pid)
		return 0;
	if (!is_asked_for(CTRACK_PROCESS) || !passes_filter(task)) {
		/* Which container a mount namespace is of, and who serves it, must be known in any case. */
		if (!own_mounts(task) && !is_helper(task))
			return 0;
		flags = CTRACK_FOR_LABELS;
	}
	fill_header(&scratch->record.header, CTRACK_PROCESS, 0);
	scratch->record.header.flags = flags;
	fill_task(&scratch->record.task, task, &key);
	size = fill_program(PROGRAM_SNAPSHOT, scratch, task);
	if (BPF_CORE_READ(task, mm)) {
		if (with_args)
			size += read_args(scratch, task, size, false);
		else
			scratch->record.header.flags |= CTRACK_CUT_ARGS;
	}
	/* Padded, so that what follows starts at a multiple of 8. */
	size = align8(size + sizeof(scratch->record));
	scratch->record.header.size = size;
	if (is_asked_for(CTRACK_USAGE) && !flags) {
		scratch->record.header.flags |= CTRACK_HAS_USAGE;
		scratch->record.header.size += sizeof(struct ctrack_usage);
	}
	/* The very value that is passed must be the one that is checked: verifiers up to 6.12 see no link. */
	barrier_var(size);
	if (size > sizeof(scratch->record) + EXEC_DATA_MAX)
		return 0;
	bpf_seq_write(ctx->meta->seq, &scratch->record, size);
	if (scratch->record.header.flags & CTRACK_HAS_USAGE)
		tell_usage(ctx, task);
	return 0;
}

/*
 * Needs bpf_copy_from_user_task(), 5.18, and maps without preallocation in sleepable programs, 6.1; the
 * shim falls back to the next one.
 */
SEC("iter.s/task")
int snapshot_with_args(struct bpf_iter__task *ctx)
{
	return snapshot(ctx, true);
}

SEC("iter/task")
int snapshot_without_args(struct bpf_iter__task *ctx)
{
	return snapshot(ctx, false);
}
