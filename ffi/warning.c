// SPDX-License-Identifier: MIT
#include "warning.h"

#include <bpf/libbpf.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static __thread char warning[256];

static int keep(enum libbpf_print_level level, const char *format, va_list args)
{
	char line[sizeof(warning)];
	size_t length;

	if (level != LIBBPF_WARN)
		return 0;
	vsnprintf(line, sizeof(line), format, args);
	length = strcspn(line, "\n");
	line[length] = 0;
	/* The memory lock limit means nothing since 5.11, and the log that follows a refused program is
	 * too long to show. */
	if (strstr(line, "RLIMIT_MEMLOCK") || strstr(line, "PROG LOAD LOG"))
		return 0;
	if (!warning[0])
		memcpy(warning, line, sizeof(line));
	return 0;
}

void keep_warnings(void)
{
	forget_warning();
	libbpf_set_print(keep);
}

void forget_warning(void)
{
	warning[0] = 0;
}

void warn_missing(const char *name)
{
	snprintf(warning, sizeof(warning), "this kernel has no %s", name);
}

const char *last_warning(void)
{
	return warning;
}
