// SPDX-License-Identifier: MIT
/*
 * The life of many short containers as the kernel sees it: makes a cgroup, runs a program in it,
 * removes it, over and over:
 *
 *     churn [-a ALIVE] [-u USER] PARENT_CGROUP PREFIX COUNT PROGRAM
 *
 * The cgroups are named like containers, by 64 hexadecimal digits: the prefix and a number. With -a as many of
 * them live at once, each with a process that waits: the oldest goes when a new one comes. With -u all that
 * runs in them belongs to that user, and to root else.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
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

static const char *parent, *prefix;
static uid_t user;

/* The path of a container's cgroup. */
static const char *path_of(long number)
{
	static char path[4096];

	snprintf(path, sizeof(path), "%s/%s%0*lx", parent, prefix, ID_LENGTH - (int)strlen(prefix),
		 number);
	return path;
}

/* A child that enters the cgroup and then runs the program, or waits without one. */
static pid_t start(long number, const char *program)
{
	char procs[4096 + 16];
	pid_t pid;
	int fd;

	snprintf(procs, sizeof(procs), "%s/cgroup.procs", path_of(number));
	fd = open(procs, O_WRONLY);
	if (fd < 0)
		die(procs);
	pid = program ? vfork() : fork();
	if (pid < 0)
		die("fork");
	if (!pid) {
		if (write(fd, "0", 1) != 1 || setuid(user))
			_exit(127);
		if (program)
			execl(program, program, NULL);
		else
			for (;;)
				pause();
		_exit(127);
	}
	close(fd);
	return pid;
}

/* Makes the cgroup and runs the program in it. */
static void make(long number, const char *program)
{
	int status;

	if (mkdir(path_of(number), 0755))
		die(path_of(number));
	pid_t pid = start(number, program);

	if (waitpid(pid, &status, 0) != pid || status)
		die(program);
}

static void unmake(long number)
{
	/* Its processes have been waited for; the cgroup may take a moment longer to know. */
	while (rmdir(path_of(number))) {
		if (errno != EBUSY)
			die(path_of(number));
		usleep(50);
	}
}

static void end(pid_t pid)
{
	if (kill(pid, SIGKILL) || waitpid(pid, NULL, 0) != pid)
		die("kill");
}

int main(int argc, char **argv)
{
	const char *program;
	long alive = 0, count, at;
	pid_t *waiting;
	int option;

	while ((option = getopt(argc, argv, "a:u:")) != -1) {
		if (option == 'a')
			alive = atol(optarg);
		else if (option == 'u')
			user = (uid_t)atol(optarg);
		else
			return 2;
	}
	if (optind + 4 != argc || strlen(argv[optind + 1]) > ID_LENGTH / 2 || alive < 0)
		return 2;
	parent = argv[optind];
	prefix = argv[optind + 1];
	count = atol(argv[optind + 2]);
	program = argv[optind + 3];
	waiting = calloc(alive + 1, sizeof(*waiting));
	if (!waiting)
		die("calloc");
	for (at = 0; at < count; at++) {
		make(at, program);
		if (!alive) {
			unmake(at);
			continue;
		}
		if (waiting[at % alive]) {
			end(waiting[at % alive]);
			unmake(at - alive);
		}
		waiting[at % alive] = start(at, NULL);
	}
	for (at = count < alive ? 0 : count - alive; alive && at < count; at++) {
		end(waiting[at % alive]);
		unmake(at);
	}
	return 0;
}
