/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Reading a task. All that is needed later is read here: /proc may be gone by then. */
#ifndef CTRACK_TASK_H
#define CTRACK_TASK_H

#include "cgroup.bpf.h"

/* Indices of signal_struct.pids, unchanged since 4.19. */
#define PIDTYPE_TGID 1
#define PIDTYPE_SID 3

#define PF_FORKNOEXEC 0x40 /* task_struct.flags */

#define SIGNAL_GROUP_EXIT 4 /* signal_struct.flags */

#define MEMFD_NAME 0x3a64666d656dULL /* "memfd:", little endian */
#define MEMFD_MASK 0xffffffffffffULL

#define OVERLAYFS_MAGIC 0x794c7630
#define S_ISUID 04000
#define S_ISGID 02000

static __always_inline void fill_credentials(struct ctrack_task *out, const struct cred *cred)
{
	struct copy copy;

	COPY_OF(&copy, struct cred, cred);
	out->uid = WORD_OF(copy, cred, struct cred, uid);
	out->gid = WORD_OF(copy, cred, struct cred, gid);
	out->cap_effective = LONG_OF(copy, cred, struct cred, cap_effective);
	out->cap_permitted = LONG_OF(copy, cred, struct cred, cap_permitted);
	out->ns_user = BPF_CORE_READ(cred, user_ns, ns.inum);
}

static __always_inline u32 tty_number(struct tty_struct *tty)
{
	if (!tty)
		return 0;
	return (u32)BPF_CORE_READ(tty, driver, major) << 20 |
	       (u32)(BPF_CORE_READ(tty, driver, minor_start) + BPF_CORE_READ(tty, index));
}

static __always_inline void fill_pids(struct ctrack_task *out, struct task_struct *task,
				      struct signal_struct *signal)
{
	struct pid *pid, *session;
	struct upid inner = {};
	struct copy copy;

	/* The terminal is told right behind the pids. */
	COPY_BEHIND(&copy, struct signal_struct, signal, pids);
	pid = POINTER_BEHIND(copy, signal, struct signal_struct, pids, pids[PIDTYPE_TGID]);
	session = POINTER_BEHIND(copy, signal, struct signal_struct, pids, pids[PIDTYPE_SID]);
	out->tty = tty_number(POINTER_BEHIND(copy, signal, struct signal_struct, pids, tty));
	out->pid = task->tgid;
	out->tid = task->pid;
	out->session = session ? BPF_CORE_READ(session, numbers[0].nr) : 0;
	if (pid) {
		u64 offset = bpf_core_field_offset(struct pid, numbers) +
			     BPF_CORE_READ(pid, level) * bpf_core_type_size(struct upid);

		bpf_probe_read_kernel(&inner, sizeof(inner), (void *)pid + offset);
	}
	out->vpid = inner.nr;
	out->ns_pid = inner.ns ? BPF_CORE_READ(inner.ns, ns.inum) : 0;
}

static __always_inline void fill_namespaces(struct ctrack_task *out, struct nsproxy *proxy)
{
	struct mnt_namespace *mounts;
	struct copy copy;

	if (!proxy) {
		out->mount_ns = 0;
		out->ns_cgroup = out->ns_ipc = out->ns_mnt = out->ns_net = out->ns_uts = 0;
		return;
	}
	COPY_OF(&copy, struct nsproxy, proxy);
	mounts = POINTER_OF(copy, proxy, struct nsproxy, mnt_ns);
	out->mount_ns = is_host_mounts(mounts) ? 0 : mount_namespace_id(mounts);
	out->ns_cgroup = BPF_CORE_READ(POINTER_OF(copy, proxy, struct nsproxy, cgroup_ns), ns.inum);
	out->ns_ipc = BPF_CORE_READ(POINTER_OF(copy, proxy, struct nsproxy, ipc_ns), ns.inum);
	out->ns_mnt = BPF_CORE_READ(mounts, ns.inum);
	out->ns_net = BPF_CORE_READ(POINTER_OF(copy, proxy, struct nsproxy, net_ns), ns.inum);
	out->ns_uts = BPF_CORE_READ(POINTER_OF(copy, proxy, struct nsproxy, uts_ns), ns.inum);
}

/* The parent, and its pid. */
static __always_inline struct task_struct *find_parent(struct task_struct *task, u32 *pid)
{
	struct task_struct *thread = BPF_CORE_READ(task, real_parent);
	struct copy copy;

	COPY_BEHIND(&copy, struct task_struct, thread, pid);
	*pid = WORD_BEHIND(copy, thread, struct task_struct, pid, tgid);
	return POINTER_BEHIND(copy, thread, struct task_struct, pid, group_leader);
}

/*
 * The parent, and where it is when that is elsewhere: how a process came into its container. Nearly always the
 * two share both the css_set and the nsproxy, so that this costs a few reads.
 */
static __always_inline void fill_origin(struct ctrack_task *out, struct task_struct *task,
					struct nsproxy *proxy)
{
	struct task_struct *parent = find_parent(task, &out->ppid);
	struct cgroup_key key;
	struct place place;
	bool is_plain;

	out->parent_start = BPF_CORE_READ(parent, start_boottime);
	if (BPF_CORE_READ(parent, cgroups) == BPF_CORE_READ(task, cgroups) &&
	    BPF_CORE_READ(parent, nsproxy) == proxy)
		return;
	read_place(parent, &place);
	task_cgroup(&place, &key, &is_plain);
	out->parent_cgroup_id = key.id;
	out->parent_hierarchy = key.hierarchy;
	out->parent_mount_ns = own_mounts_id(parent);
	out->pad = 0;
	bpf_probe_read_kernel(out->parent_comm, sizeof(out->parent_comm),
			      __builtin_preserve_access_index(&parent->comm));
	if (key.id != out->cgroup_id || key.hierarchy != out->hierarchy ||
	    out->parent_mount_ns != out->mount_ns)
		out->flags |= CTRACK_TASK_ELSEWHERE;
}

/* From its credentials to its signals a task has nearly all that is asked for. */
struct task_parts {
	const struct cred *cred;
	struct nsproxy *nsproxy;
	struct signal_struct *signal;
	u64 comm[2];
};

/* On its own, so that the stack it takes is free again behind it. */
static __always_inline struct task_parts task_parts(struct task_struct *task)
{
	struct long_copy copy;

	COPY_BEHIND(&copy, struct task_struct, task, cred);
	return (struct task_parts){
		.cred = POINTER_BEHIND(copy, task, struct task_struct, cred, cred),
		.nsproxy = POINTER_BEHIND(copy, task, struct task_struct, cred, nsproxy),
		.signal = POINTER_BEHIND(copy, task, struct task_struct, cred, signal),
		.comm = { LONG_BEHIND(copy, task, struct task_struct, cred, comm[0]),
			  LONG_BEHIND(copy, task, struct task_struct, cred, comm[8]) },
	};
}

static __always_inline void fill_task(struct ctrack_task *out, struct task_struct *task,
				      struct cgroup_key *key)
{
	struct task_parts parts = task_parts(task);
	u32 flags = task->flags;

	out->start_time = task->start_boottime;
	((u64 *)out->comm)[0] = parts.comm[0];
	((u64 *)out->comm)[1] = parts.comm[1];
	/* The last thread of a process ends with a name of its own: the leader's is the process's. */
	if (task->pid != task->tgid) {
		struct task_struct *leader = BPF_CORE_READ(task, group_leader);

		flags = BPF_CORE_READ(leader, flags);
		out->start_time = BPF_CORE_READ(leader, start_boottime);
		bpf_probe_read_kernel(out->comm, sizeof(out->comm),
				      __builtin_preserve_access_index(&leader->comm));
	}
	out->cgroup_id = key->id;
	out->hierarchy = key->hierarchy;
	out->login_uid = login_uid(task);
	out->flags = flags & PF_FORKNOEXEC ? CTRACK_TASK_NO_EXEC : 0;
	fill_credentials(out, parts.cred);
	fill_pids(out, task, parts.signal);
	fill_namespaces(out, parts.nsproxy);
	fill_origin(out, task, parts.nsproxy);
}

/*
 * Whether a runtime's helper has this name, given as two words. A global function: the verifier goes through the
 * list once, not once for each way that leads to it.
 */
__noinline int is_helper_name(u64 first, u64 second)
{
	u32 i;

	for (i = 0; i < CTRACK_HELPERS && i < config.helper_count; i++) {
		const volatile u64 *helper = (const volatile u64 *)config.helpers[i];

		if (helper[0] == first && helper[1] == second)
			return true;
	}
	return false;
}

/* Whether the task runs a program that is known as a runtime's helper. */
static __always_inline bool is_helper(struct task_struct *task)
{
	u64 comm[2] = {};

	bpf_probe_read_kernel_str(comm, sizeof(comm), __builtin_preserve_access_index(&task->comm));
	return is_helper_name(comm[0], comm[1]);
}

/* Whether the reader asked for this process; the reader itself is never wanted. */
static __always_inline bool passes_filter(struct task_struct *task)
{
	bool found;
	u32 i;

	if ((u32)task->tgid == self_pid)
		return false;
	if (config.uid_count) {
		u32 uid = BPF_CORE_READ(task, cred, uid.val);

		found = false;
		for (i = 0; i < CTRACK_FILTER_IDS; i++)
			found |= i < config.uid_count && config.uids[i] == uid;
		if (!found)
			return false;
	}
	if (config.pid_count) {
		found = false;
		for (i = 0; i < CTRACK_FILTER_IDS; i++)
			found |= i < config.pid_count && config.pids[i] == (u32)task->tgid;
		if (!found)
			return false;
	}
	if (config.comm_count) {
		struct task_struct *leader = BPF_CORE_READ(task, group_leader);
		u64 comm[2] = {};

		found = false;
		bpf_probe_read_kernel_str(comm, sizeof(comm),
					  __builtin_preserve_access_index(&leader->comm));
		for (i = 0; i < CTRACK_FILTER_COMMS; i++) {
			const volatile u64 *wanted = (const volatile u64 *)config.comms[i];

			found |= i < config.comm_count && wanted[0] == comm[0] &&
				 wanted[1] == comm[1];
		}
		if (!found)
			return false;
	}
	return true;
}

/* The status that wait(2) reports for the process. */
static __always_inline u32 wait_status(struct task_struct *task, struct signal_struct *signal)
{
	struct copy copy;

	COPY_BEHIND(&copy, struct signal_struct, signal, group_exit_code);
	if (WORD_BEHIND(copy, signal, struct signal_struct, group_exit_code, flags) &
	    SIGNAL_GROUP_EXIT)
		return WORD_BEHIND(copy, signal, struct signal_struct, group_exit_code,
				   group_exit_code);
	return task->pid == task->tgid ? task->exit_code
				       : BPF_CORE_READ(task, group_leader, exit_code);
}

/*
 * CPU time of all threads: those that ended are summed in the signal struct, but for the leader, which
 * stays until its parent has read its status.
 */
static __always_inline u64 cpu_time(struct task_struct *task, u64 ended)
{
	u64 sum = ended + task->se.sum_exec_runtime;

	if (task->pid != task->tgid)
		sum += BPF_CORE_READ(task, group_leader, se.sum_exec_runtime);
	return sum;
}

struct file_parts {
	struct inode *inode;
	struct dentry *dentry;
	u64 mount;
};

static __always_inline struct file_parts file_parts(struct file *file)
{
	struct copy copy;

	COPY_OF(&copy, struct file, file);
	return (struct file_parts){
		.inode = POINTER_OF(copy, file, struct file, f_inode),
		.dentry = POINTER_OF(copy, file, struct file, f_path.dentry),
		.mount = LONG_OF(copy, file, struct file, f_path.mnt),
	};
}

static __always_inline u32 read_exe_flags(struct inode *inode, struct dentry *dentry)
{
	struct super_block *super;
	struct copy copy;
	u32 flags = 0;

	COPY_OF(&copy, struct inode, inode);
	/* The mode is of 16 bits. */
	if (WORD_OF(copy, inode, struct inode, i_mode) & (S_ISUID | S_ISGID))
		flags |= CTRACK_EXE_SETUID;
	if (WORD_OF(copy, inode, struct inode, i_nlink) == 0) {
		u64 name = 0;

		bpf_probe_read_kernel(&name, sizeof(name), BPF_CORE_READ(dentry, d_name.name));
		if ((name & MEMFD_MASK) == MEMFD_NAME)
			flags |= CTRACK_EXE_MEMFD;
	}
	super = POINTER_OF(copy, inode, struct inode, i_sb);
	if (BPF_CORE_READ(super, s_magic) == OVERLAYFS_MAGIC) {
		/* ovl_inode keeps __upperdentry right behind the inode (fs/overlayfs/ovl_entry.h). */
		u64 upper = 0;

		bpf_probe_read_kernel(&upper, sizeof(upper),
				      (void *)inode + bpf_core_type_size(struct inode));
		if (upper)
			flags |= CTRACK_EXE_UPPER;
	}
	return flags;
}

#endif
