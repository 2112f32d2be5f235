// SPDX-License-Identifier: MIT
#include "ctrack_shim.h"

#include <stdint.h>
#include <stdio.h>
#include <time.h>

#define CLOCK_READINGS 64

/* An epoch is rounded to microseconds, and two clocks that are read in turn are some ns apart. */
#define EPOCH_SLACK_NS 10000

static int64_t read_clock(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/*
 * What this process's time namespace adds to the time since boot: the programs in the kernel have the host's. None
 * on kernels and in processes without one.
 */
static int64_t boot_offset(void)
{
	static int is_known;
	static int64_t offset;
	char line[128];
	FILE *file;

	if (is_known)
		return offset;
	is_known = 1;
	file = fopen("/proc/self/timens_offsets", "re");
	if (!file)
		return 0;
	while (fgets(line, sizeof(line), file)) {
		long long seconds, rest;

		if (sscanf(line, "boottime %lld %lld", &seconds, &rest) == 2)
			offset = seconds * 1000000000 + rest;
	}
	fclose(file);
	return offset;
}

static int64_t boot_time(void)
{
	return read_clock(CLOCK_BOOTTIME) - boot_offset();
}

int32_t ctrack_clock(uint64_t *out)
{
	int64_t least;
	int64_t most;

	/* Where the clock is stepped in between the readings contradict each other. */
	do {
		least = INT64_MIN;
		most = INT64_MAX;
		/* The epoch lies between two readings around one of the other clock: many narrow it to some ns. */
		for (int i = 0; i < CLOCK_READINGS; i++) {
			int64_t before = read_clock(CLOCK_REALTIME);
			int64_t boot = boot_time();
			int64_t after = read_clock(CLOCK_REALTIME);

			if (before - boot > least)
				least = before - boot;
			if (after - boot < most)
				most = after - boot;
		}
	} while (least > most + EPOCH_SLACK_NS);
	out[0] = (uint64_t)boot_time();
	out[1] = (uint64_t)((least / 2 + most / 2 + 500) / 1000 * 1000);
	return 0;
}

int32_t ctrack_clock_holds(uint64_t epoch, uint64_t *boot_ns)
{
	int64_t before = read_clock(CLOCK_REALTIME);
	int64_t boot = boot_time();
	int64_t after = read_clock(CLOCK_REALTIME);

	*boot_ns = (uint64_t)boot;
	/* However long it took to read them: what cannot lie between the two has been stepped. */
	return before - boot <= (int64_t)epoch + EPOCH_SLACK_NS &&
	       (int64_t)epoch <= after - boot + EPOCH_SLACK_NS;
}
