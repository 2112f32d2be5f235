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

/* How long one thread may take to get its signal: it may be anywhere but in an uninterruptible sleep. */
#define PATIENCE_US 1000000
#define STEP_US 20

/* What the signal's handler is told, and tells: one thread at a time. */
static uint64_t kept;
static atomic_int outcome;

enum { PENDING = 1 };

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

static void on_signal(int number)
{
	int before = errno;

	(void)number;
	atomic_store(&outcome, keep_in_this_thread(kept));
	errno = before;
}

static int keep_in_thread(pid_t tid)
{
	struct timespec step = { .tv_nsec = STEP_US * 1000 };

	atomic_store(&outcome, PENDING);
	if (syscall(SYS_tgkill, getpid(), tid, SIGRTMAX))
		return errno == ESRCH ? 0 : -errno;
	for (int waited = 0; atomic_load(&outcome) == PENDING; waited += STEP_US) {
		if (waited >= PATIENCE_US)
			return -ETIMEDOUT;
		nanosleep(&step, NULL);
		/* It may have ended with the signal on its way. */
		if (waited % 1000 == 0 && syscall(SYS_tgkill, getpid(), tid, 0))
			return 0;
	}
	return atomic_load(&outcome);
}

static int is_done(const pid_t *done, int count, pid_t tid)
{
	for (int i = 0; i < count; i++)
		if (done[i] == tid)
			return 1;
	return 0;
}

/* One look at the threads there are. Returns how many were new, or -errno. */
static int keep_in_others(pid_t *done, int *count)
{
	DIR *tasks = opendir("/proc/self/task");
	int found = 0, err = 0;
	struct dirent *entry;

	if (!tasks)
		return -errno;
	while (!err && (entry = readdir(tasks))) {
		pid_t tid = atoi(entry->d_name);

		if (tid <= 0 || is_done(done, *count, tid))
			continue;
		if (*count == THREADS_MAX) {
			err = -E2BIG;
			break;
		}
		err = keep_in_thread(tid);
		done[(*count)++] = tid;
		found++;
	}
	closedir(tasks);
	return err ? err : found;
}

int32_t ctrack_keep_capabilities(uint64_t keep)
{
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART }, before;
	pid_t *done = calloc(THREADS_MAX, sizeof(*done));
	int count = 0, err;

	if (!done)
		return -ENOMEM;
	kept = keep;
	sigfillset(&action.sa_mask);
	err = sigaction(SIGRTMAX, &action, &before) ? -errno : keep_in_this_thread(keep);
	if (!err) {
		done[count++] = (pid_t)syscall(SYS_gettid);
		/* A thread may have been started meanwhile by one that had not got its signal. */
		do {
			err = keep_in_others(done, &count);
		} while (err > 0);
		/* A signal that comes after all must not end the process. */
		if (err != -ETIMEDOUT)
			sigaction(SIGRTMAX, &before, NULL);
	}
	free(done);
	return err;
}
