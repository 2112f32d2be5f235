// SPDX-License-Identifier: MIT
/* Any bytes as arguments: they are refused, or become exactly the words between the zero bytes. Nothing is started. */
#include "ctrack_shim.h"

#include <errno.h>
#include <spawn.h>
#include <string.h>

#include "check.h"

static const uint8_t *words;
static size_t words_size;
static int was_called;

/* Stands for posix_spawnp (-Wl,--wrap). */
int __wrap_posix_spawnp(pid_t *pid, const char *file, const posix_spawn_file_actions_t *actions,
			const posix_spawnattr_t *attributes, char *const argv[], char *const envp[])
{
	size_t at = 0;

	(void)actions;
	(void)attributes;
	(void)envp;
	CHECK(file == argv[0]);
	for (size_t i = 0; argv[i]; i++) {
		size_t length = strlen(argv[i]) + 1;

		CHECK(at + length <= words_size && !memcmp(argv[i], words + at, length));
		at += length;
	}
	CHECK(at == words_size);
	was_called = 1;
	*pid = 77;
	return words_size & 1 ? ENOENT : 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int32_t pid = -1;
	int32_t got;

	words = data;
	words_size = size;
	was_called = 0;
	got = ctrack_run(data, (uint32_t)size, &pid);
	CHECK(was_called == (size > 0 && data[size - 1] == 0));
	CHECK(got == (!was_called ? -EINVAL : size & 1 ? -ENOENT : 0));
	CHECK(!was_called || pid == 77);
	return 0;
}
