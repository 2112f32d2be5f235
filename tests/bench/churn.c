// SPDX-License-Identifier: MIT
/*
 * The life of many short containers as the kernel sees it: makes a cgroup, runs a program in it,
 * removes it, over and over:
 *
 *     churn PARENT_CGROUP PREFIX COUNT PROGRAM
 *
 * The cgroups are named like containers, by 64 hexadecimal digits: the prefix and a number.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define ID_LENGTH 64

static void die(const char *what)
{
	fprintf(stderr, "churn: %s: %s\n", what, strerror(errno));
	exit(1);
}

/* Runs the program in the cgroup and waits for its end. */
static void run(const char *procs, const char *program)
{
	int fd = open(procs, O_WRONLY);
	int status;
	pid_t pid;

	if (fd < 0)
		die(procs);
	pid = vfork();
	if (pid < 0)
		die("vfork");
	if (!pid) {
		if (write(fd, "0", 1) == 1)
			execl(program, program, NULL);
		_exit(127);
	}
	close(fd);
	if (waitpid(pid, &status, 0) != pid || status)
		die(program);
}

int main(int argc, char **argv)
{
	char path[4096], procs[sizeof(path) + 16];
	int digits;
	long count;

	if (argc != 5 || strlen(argv[2]) > ID_LENGTH / 2)
		return 2;
	digits = ID_LENGTH - (int)strlen(argv[2]);
	count = atol(argv[3]);
	for (long i = 0; i < count; i++) {
		snprintf(path, sizeof(path), "%s/%s%0*lx", argv[1], argv[2], digits, i);
		snprintf(procs, sizeof(procs), "%s/cgroup.procs", path);
		if (mkdir(path, 0755))
			die(path);
		run(procs, argv[4]);
		/* The process has been waited for; the cgroup may take a moment longer to know. */
		while (rmdir(path)) {
			if (errno != EBUSY)
				die(path);
			usleep(50);
		}
	}
	return 0;
}
