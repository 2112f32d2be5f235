// SPDX-License-Identifier: MIT
#define _GNU_SOURCE
#include "ctrack_shim.h"

#include <dirent.h>
#include <errno.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* More threads than the runtime ever has: 2 a CPU and some. */
#define THREADS_MAX 4096

/* How long threads may take to get their signal: they may be anywhere but in an uninterruptible sleep. */
#define PATIENCE_US 1000000
#define STEP_US 20

/* What the signal's handler is told. */
static uint64_t kept;

enum { PENDING = 1 };

/* The threads that were sent the signal, and what became of each: 0, -errno, or PENDING. */
static struct {
	pid_t tid;
	atomic_int outcome;
} threads[THREADS_MAX];
static atomic_int thread_count;

/* Capabilities belong to a thread, and there is no call for all of them. */
static int keep_in_this_thread(uint64_t keep)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct sets[2];

	/* A program that is executed gets no more than is left here, though it be root's. */
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return -errno;
	if (syscall(SYS_capget, &header, sets))
		return -errno;
	/* Whoever came with the one that was there before CAP_BPF needs it in its place. */
	if (!(sets[1].permitted & CAP_TO_MASK(CAP_BPF)))
		keep |= CAP_TO_MASK(CAP_SYS_ADMIN);
	for (int i = 0; i < 2; i++) {
		sets[i].permitted &= (uint32_t)(keep >> (32 * i));
		sets[i].effective &= sets[i].permitted;
		sets[i].inheritable = 0;
	}
	return syscall(SYS_capset, &header, sets) ? -errno : 0;
}

static int find_thread(pid_t tid)
{
	int count = atomic_load(&thread_count);

	for (int i = 0; i < count; i++)
		if (threads[i].tid == tid)
			return i;
	return -1;
}

static void on_signal(int number)
{
	int before = errno;
	int self = find_thread((pid_t)syscall(SYS_gettid));

	(void)number;
	if (self >= 0)
		atomic_store(&threads[self].outcome, keep_in_this_thread(kept));
	errno = before;
}

static void add_thread(pid_t tid, int outcome)
{
	int count = atomic_load(&thread_count);

	threads[count].tid = tid;
	atomic_store(&threads[count].outcome, outcome);
	atomic_store(&thread_count, count + 1);
}

/* Sends the signal to all threads that have not had it yet. Returns 0 or -errno. */
static int signal_others(void)
{
	DIR *tasks = opendir("/proc/self/task");
	struct dirent *entry;
	int err = 0;

	if (!tasks)
		return -errno;
	while (!err && (entry = readdir(tasks))) {
		pid_t tid = atoi(entry->d_name);

		if (tid <= 0 || find_thread(tid) >= 0)
			continue;
		if (atomic_load(&thread_count) == THREADS_MAX) {
			err = -E2BIG;
			break;
		}
		add_thread(tid, PENDING);
		/* One that has ended meanwhile has nothing to give up. */
		if (syscall(SYS_tgkill, getpid(), tid, SIGRTMAX) && errno != ESRCH)
			err = -errno;
	}
	closedir(tasks);
	return err;
}

/* Waits for all threads from `first` on to do as they were told, or to end. Returns 0 or what the first of them met. */
static int await_others(int first)
{
	const struct timespec step = { .tv_nsec = STEP_US * 1000 };
	int count = atomic_load(&thread_count);
	int waited = 0, err = 0;

	for (int i = first; i < count; i++) {
		while (atomic_load(&threads[i].outcome) == PENDING) {
			/* It may have ended with the signal on its way. */
			if (waited % 1000 == 0 && syscall(SYS_tgkill, getpid(), threads[i].tid, 0))
				break;
			if (waited >= PATIENCE_US)
				return -ETIMEDOUT;
			nanosleep(&step, NULL);
			waited += STEP_US;
		}
		if (!err && atomic_load(&threads[i].outcome) < 0)
			err = atomic_load(&threads[i].outcome);
	}
	return err;
}

/* One look at the threads there are. Returns how many were new, or -errno. */
static int keep_in_others(void)
{
	int before = atomic_load(&thread_count);
	int sent = signal_others();
	/* Those that were sent it have it on its way, whatever became of the rest. */
	int err = await_others(before);

	if (!err)
		err = sent;
	return err ? err : atomic_load(&thread_count) - before;
}

int32_t ctrack_keep_capabilities(uint64_t keep)
{
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART }, before;
	int err;

	kept = keep;
	atomic_store(&thread_count, 0);
	sigfillset(&action.sa_mask);
	err = sigaction(SIGRTMAX, &action, &before) ? -errno : keep_in_this_thread(keep);
	if (err)
		return err;
	add_thread((pid_t)syscall(SYS_gettid), 0);
	/* A thread may have been started meanwhile by one that had not got its signal. */
	do {
		err = keep_in_others();
	} while (err > 0);
	/* A signal that comes after all must not end the process. */
	if (err != -ETIMEDOUT)
		sigaction(SIGRTMAX, &before, NULL);
	return err;
}
