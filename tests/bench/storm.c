// SPDX-License-Identifier: MIT
/*
 * Starts a program over and over, from several spawners at once, as fast as it can or at a pace:
 *
 *     storm [-n TOTAL] [-k SPAWNERS] [-i MICROSECONDS] [-g CGROUP_PROCS] PROGRAM
 *
 * Prints {"spawns":N,"spawners":K,"seconds":S,"rate":R,"cpu_seconds":C}. The clock runs while the
 * spawners do; the CPU time is theirs and that of all they spawned. Spawners end with their parent.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static void die(const char *what)
{
	fprintf(stderr, "storm: %s: %s\n", what, strerror(errno));
	exit(1);
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

/* CPU time of all descendants that were waited for. */
static double cpu_time(void)
{
	struct rusage usage;

	getrusage(RUSAGE_CHILDREN, &usage);
	return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec +
	       (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static void join_cgroup(const char *procs)
{
	int fd = open(procs, O_WRONLY);

	if (fd < 0 || write(fd, "0", 1) != 1)
		die(procs);
	close(fd);
}

static void spawn(const char *program, long count, long pause_us)
{
	char *const args[] = { (char *)program, "-c", "true", NULL };
	const struct timespec pause = { pause_us / 1000000, pause_us % 1000000 * 1000 };

	while (count--) {
		int err, status;
		pid_t pid;

		err = posix_spawn(&pid, program, NULL, NULL, args, environ);
		if (err) {
			errno = err;
			die(program);
		}
		if (waitpid(pid, &status, 0) != pid || status)
			die("wait");
		if (pause_us)
			nanosleep(&pause, NULL);
	}
}

int main(int argc, char **argv)
{
	long total = 10000, spawners = sysconf(_SC_NPROCESSORS_ONLN), pause_us = 0;
	const char *procs = NULL;
	int option, status, failed = 0, gate[2];
	double start, seconds;
	char byte;

	while ((option = getopt(argc, argv, "n:k:i:g:")) != -1) {
		if (option == 'n')
			total = atol(optarg);
		else if (option == 'k')
			spawners = atol(optarg);
		else if (option == 'i')
			pause_us = atol(optarg);
		else if (option == 'g')
			procs = optarg;
		else
			return 2;
	}
	if (optind + 1 != argc || total < 1 || spawners < 1)
		return 2;
	if (procs)
		join_cgroup(procs);
	if (pipe(gate))
		die("pipe");
	for (long i = 0; i < spawners; i++) {
		pid_t pid = fork();

		if (pid < 0)
			die("fork");
		if (!pid) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			close(gate[1]);
			/* Opens when the last writer has gone: all start together. */
			if (read(gate[0], &byte, 1) < 0)
				die("read");
			spawn(argv[optind], total / spawners + (i < total % spawners), pause_us);
			_exit(0);
		}
	}
	start = now();
	close(gate[1]);
	while (wait(&status) > 0)
		failed |= status;
	seconds = now() - start;
	if (failed)
		return 1;
	printf("{\"spawns\":%ld,\"spawners\":%ld,\"seconds\":%.6f,\"rate\":%.0f,"
	       "\"cpu_seconds\":%.6f}\n",
	       total, spawners, seconds, total / seconds, cpu_time());
	return 0;
}
