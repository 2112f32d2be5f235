// SPDX-License-Identifier: MIT
/*
 * Keeps processes that wait:
 *
 *     crowd COUNT
 *
 * Prints "up" when all are there; they end with their parent, and that with its standard input.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

static void die(const char *what)
{
	fprintf(stderr, "crowd: %s: %s\n", what, strerror(errno));
	exit(1);
}

int main(int argc, char **argv)
{
	char byte;

	if (argc != 2)
		die("crowd COUNT");
	for (long i = atol(argv[1]); i > 0; i--) {
		pid_t pid = fork();

		if (pid < 0)
			die("fork");
		if (pid == 0) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			for (;;)
				pause();
		}
	}
	puts("up");
	fflush(stdout);
	while (read(0, &byte, 1) > 0)
		;
	return 0;
}
