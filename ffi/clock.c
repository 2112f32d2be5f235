// SPDX-License-Identifier: MIT
#include "ctrack_shim.h"

#include <stdint.h>
#include <time.h>

#define CLOCK_READINGS 64

static int64_t read_clock(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int32_t ctrack_clock(uint64_t *out)
{
	int64_t least = INT64_MIN;
	int64_t most = INT64_MAX;

	/* The epoch lies between two readings around one of the other clock: many narrow it to some ns. */
	for (int i = 0; i < CLOCK_READINGS; i++) {
		int64_t before = read_clock(CLOCK_REALTIME);
		int64_t boot = read_clock(CLOCK_BOOTTIME);
		int64_t after = read_clock(CLOCK_REALTIME);

		if (before - boot > least)
			least = before - boot;
		if (after - boot < most)
			most = after - boot;
	}
	out[0] = (uint64_t)read_clock(CLOCK_BOOTTIME);
	out[1] = (uint64_t)((least / 2 + most / 2 + 500) / 1000 * 1000);
	return 0;
}
