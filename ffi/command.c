// SPDX-License-Identifier: MIT
#include "ctrack_shim.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>

extern char **environ;

/* Each argument ends with NUL, the last one, too. */
static char **split(const uint8_t *args, uint32_t size)
{
	uint32_t count = 0;
	char **argv;

	for (uint32_t i = 0; i < size; i++)
		count += args[i] == 0;
	if (!count || args[size - 1])
		return NULL;
	argv = calloc(count + 1, sizeof(*argv));
	if (!argv)
		return NULL;
	for (uint32_t i = 0; i < count; i++) {
		argv[i] = (char *)args;
		args += strlen(argv[i]) + 1;
	}
	return argv;
}

int32_t ctrack_run(const uint8_t *args, uint32_t args_size, int32_t *pid)
{
	char **argv = split(args, args_size);
	posix_spawnattr_t attributes;
	sigset_t none, ignored;
	pid_t child = 0;
	int err;

	if (!argv)
		return -EINVAL;
	/* Whoever outlives its parent below here comes to this process, which so sees the last one end. */
	if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)) {
		free(argv);
		return -errno;
	}
	/* The runtime ignores SIGPIPE and blocks signals in its threads; programs inherit both. */
	sigemptyset(&none);
	sigemptyset(&ignored);
	sigaddset(&ignored, SIGPIPE);
	err = posix_spawnattr_init(&attributes);
	if (!err) {
		posix_spawnattr_setsigmask(&attributes, &none);
		posix_spawnattr_setsigdefault(&attributes, &ignored);
		posix_spawnattr_setflags(&attributes,
					 POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
		err = posix_spawnp(&child, argv[0], NULL, &attributes, argv, environ);
		posix_spawnattr_destroy(&attributes);
	}
	free(argv);
	*pid = child;
	return -err;
}

int32_t ctrack_reap(int32_t *status)
{
	pid_t pid;

	do {
		pid = waitpid(-1, status, 0);
	} while (pid < 0 && errno == EINTR);
	return pid < 0 ? -errno : pid;
}

int32_t ctrack_signal(int32_t pid, int32_t number)
{
	return kill(pid, number) ? -errno : 0;
}
