// SPDX-License-Identifier: MIT
/*
 * Tells when lines arrive: a reader that does nothing else, so that no time of its own is counted.
 *
 *     tracer | arrivals >FILE
 *
 * Prints for each line the clock of the day and the time since boot, both in ns, and the line's first bytes.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Room for the time and the kind, with which lines begin. */
#define START 80

/* Two pipes full, and the beginning of a line. */
#define ROOM (1 << 18)

static int64_t now(clockid_t clock)
{
	struct timespec time;

	clock_gettime(clock, &time);
	return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

int main(void)
{
	static char bytes[ROOM];
	size_t used = 0;

	for (;;) {
		ssize_t got = read(STDIN_FILENO, bytes + used, sizeof(bytes) - used);
		int64_t wall = now(CLOCK_REALTIME);
		int64_t boot = now(CLOCK_BOOTTIME);
		char *line = bytes;
		char *end;

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got < 0;
		used += (size_t)got;
		while ((end = memchr(line, '\n', used - (size_t)(line - bytes)))) {
			int length = end - line < START ? (int)(end - line) : START;

			printf("%lld %lld %.*s\n", (long long)wall, (long long)boot, length, line);
			line = end + 1;
		}
		if (fflush(stdout))
			return 1;
		used -= (size_t)(line - bytes);
		memmove(bytes, line, used);
		if (used == sizeof(bytes)) {
			fprintf(stderr, "arrivals: a line of more than %d bytes\n", ROOM);
			return 1;
		}
	}
}
