/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The wire contract between the BPF programs, the shim and TypeScript.
 *
 * A record is one struct below, followed by its strings. Its length is given by whoever carries it
 * (ring buffer or iterator) and repeated in the header. Offsets and sizes reach TypeScript through
 * the BTF of the compiled object, never by hand.
 *
 * Times are nanoseconds on CLOCK_BOOTTIME. Strings are raw bytes; each starts at a multiple of 8
 * from the start of the record. A path is a list of NUL-terminated components from the leaf up to
 * the root: the kernel walks it in that order, and the reader reverses it.
 */
#ifndef CTRACK_EVENT_H
#define CTRACK_EVENT_H

#ifndef __bpf__
#include <linux/types.h>
#endif

enum ctrack_limit {
	CTRACK_ABI_VERSION = 5, /* raised with every change that an older reader would misread */
	/* Budgets for strings, in bytes. A longer string is cut and flagged. */
	CTRACK_PATH_MAX = 4096,
	CTRACK_ARGS_MAX = 16384,
	/* Filters that the kernel applies; longer lists are left to user space. */
	CTRACK_FILTER_IDS = 16,
	CTRACK_FILTER_COMMS = 8,
	CTRACK_COMM_LEN = 16,
	CTRACK_HELPERS = 24, /* short names of runtimes' helpers */
	CTRACK_KINDS = 8,    /* length of tables indexed by kind */
};

/* Kinds of records. 0 is invalid; a number is never used twice. */
enum ctrack_kind {
	CTRACK_FORK = 1,
	CTRACK_EXEC = 2,
	CTRACK_EXIT = 3,
	CTRACK_PROCESS = 4, /* in a snapshot: a process that already runs; shaped like an exec */
	CTRACK_CGROUP = 5,
	CTRACK_ATTACH = 6,
	CTRACK_USAGE = 7, /* in a snapshot: what a task other than the first one uses */
};

/* ctrack_header.flags */
enum ctrack_header_flag {
	CTRACK_CUT_PATH = 1, /* strings that were cut */
	CTRACK_CUT_CWD = 2,
	CTRACK_CUT_ARGS = 4,
	CTRACK_FOR_LABELS = 8, /* not asked for: delivered for what it tells about others */
	CTRACK_HAS_USAGE = 16, /* of a process: a struct ctrack_usage follows its strings */
};

/* ctrack_task.flags */
enum ctrack_task_flag {
	CTRACK_TASK_ELSEWHERE = 1, /* its parent's cgroup or mount namespace is not its own */
	CTRACK_TASK_NO_EXEC = 2,   /* forked, and has started no program since */
};

/* ctrack_exec.exe_flags */
enum ctrack_exe {
	CTRACK_EXE_UPPER = 1, /* overlayfs upper layer: written after the container was made */
	CTRACK_EXE_MEMFD = 2,
	CTRACK_EXE_SETUID = 4, /* setuid or setgid bit */
};

/* ctrack_exit.exit_flags */
enum ctrack_exit_flag {
	CTRACK_EXIT_OOM = 1, /* chosen by the out-of-memory killer */
};

/* ctrack_cgroup.action */
enum ctrack_cgroup_action {
	CTRACK_CGROUP_SEEN = 1, /* first event from a cgroup that nobody announced */
	CTRACK_CGROUP_CREATE = 2,
	CTRACK_CGROUP_REMOVE = 3,
	CTRACK_CGROUP_RELEASE = 4,
	CTRACK_CGROUP_RENAME = 5,
};

/* Verdicts on a cgroup. A cgroup without one is delivered. */
enum ctrack_verdict {
	CTRACK_PENDING = 0, /* announced, not yet judged: delivered */
	CTRACK_DELIVER = 1,
	CTRACK_DROP = 2,
};

struct ctrack_header {
	__u16 kind;
	__u16 flags;
	__u32 size; /* bytes of the whole record */
	__u64 time;
};
_Static_assert(sizeof(struct ctrack_header) == 16, "ctrack_header");

/* A process, as seen from the host. */
struct ctrack_task {
	__u64 start_time; /* with pid the unique key */
	__u64 parent_start;
	__u64 mount_ns; /* never used twice, unlike the inode number; 0 for the host's */
	__u64 cgroup_id;
	__u64 cap_effective;
	__u64 cap_permitted;
	__u32 hierarchy; /* the cgroup id is unique within it; 0 is v2 */
	__u32 pid;	 /* tgid */
	__u32 tid;
	__u32 ppid;
	__u32 vpid; /* tgid in the innermost pid namespace */
	__u32 uid;
	__u32 gid;
	__u32 login_uid; /* ~0 when unset */
	__u32 session;	 /* pid of the session leader, 0 for none */
	__u32 tty;	 /* major << 20 | minor, 0 for none */
	__u32 ns_cgroup;
	__u32 ns_ipc;
	__u32 ns_mnt;
	__u32 ns_net;
	__u32 ns_pid;
	__u32 ns_user;
	__u32 ns_uts;
	__u32 flags;
	char comm[CTRACK_COMM_LEN];
	/* The parent's, for CTRACK_TASK_ELSEWHERE only. */
	__u64 parent_cgroup_id;
	__u64 parent_mount_ns;
	__u32 parent_hierarchy;
	__u32 pad;
	char parent_comm[CTRACK_COMM_LEN];
};
_Static_assert(sizeof(struct ctrack_task) == 176, "ctrack_task");

struct ctrack_fork {
	struct ctrack_header header;
	struct ctrack_task task; /* the child */
};
_Static_assert(sizeof(struct ctrack_fork) == 192, "ctrack_fork");

/* Strings, in this order: executable path, working directory, arguments (each ends with NUL). */
struct ctrack_exec {
	struct ctrack_header header;
	struct ctrack_task task;
	__u32 exe_flags;
	__u32 path_len;
	__u32 cwd_len;
	__u32 args_len;
};
_Static_assert(sizeof(struct ctrack_exec) == 208, "ctrack_exec");

struct ctrack_exit {
	struct ctrack_header header;
	struct ctrack_task task;
	__u32 status; /* as wait(2) reports it */
	__u32 exit_flags;
	__u64 cpu_time;
	__u64 peak_rss; /* bytes */
};
_Static_assert(sizeof(struct ctrack_exit) == 216, "ctrack_exit");

/* String: the cgroup's path. */
struct ctrack_cgroup {
	struct ctrack_header header;
	__u64 id;
	__u32 hierarchy;
	__u32 action;
	__u32 path_len;
	__u32 pad;
};
_Static_assert(sizeof(struct ctrack_cgroup) == 40, "ctrack_cgroup");

/* A process was moved to the cgroup its task names; that cgroup was announced before. */
struct ctrack_attach {
	struct ctrack_header header;
	struct ctrack_task task;
};
_Static_assert(sizeof(struct ctrack_attach) == 192, "ctrack_attach");

/* Of the first task within the record of its process, at its end; of others as a record: the reader adds them up. */
struct ctrack_usage {
	struct ctrack_header header;
	__u64 start_time; /* of the process; with pid the unique key */
	__u64 cpu_time;	  /* the task's; with the first one's that of all tasks that have ended */
	__u64 rss;	  /* bytes; 0 but for the first task */
	__u32 pid;
	__u32 tid;
	__u32 state; /* TASK_... and EXIT_... bits of the kernel's include/linux/sched.h */
	__u32 pad;
};
_Static_assert(sizeof(struct ctrack_usage) == 56, "ctrack_usage");

/* What the reader settles before the programs load. */
struct ctrack_config {
	__u32 ring_size;   /* bytes, a power of two and a multiple of the page size */
	__u32 page_size;   /* filled in by the shim */
	__u32 kinds;	   /* bit 1 << kind for each kind to trace */
	__u32 failed_only; /* exits with status 0 are not reported */
	__u32 snapshot_only; /* nothing is traced: processes are listed, and their cgroups announced */
	__u32 wake_ns;	     /* at most one wake-up of the reader in this time */
	__u32 uid_count;     /* 0: any */
	__u32 pid_count;
	__u32 comm_count;
	__u32 host_mounts; /* inode number of the host's mount namespace */
	__u32 helper_count;
	__u32 uids[CTRACK_FILTER_IDS];
	__u32 pids[CTRACK_FILTER_IDS];
	char comms[CTRACK_FILTER_COMMS][CTRACK_COMM_LEN];
	char helpers[CTRACK_HELPERS][CTRACK_COMM_LEN]; /* whose execs are delivered in any case */
};
_Static_assert(sizeof(struct ctrack_config) == 684, "ctrack_config");

/* What could not be delivered, per kind (0: not asked for); counted by whoever dropped it. */
struct ctrack_stats {
	__u64 ring_full[CTRACK_KINDS];
	__u64 too_large[CTRACK_KINDS];
	__u64 recursion; /* runs that the kernel skipped since the program already ran on that CPU */
};
_Static_assert(sizeof(struct ctrack_stats) == 136, "ctrack_stats");

#endif
