// SPDX-License-Identifier: MIT
/*
 * The shim on the real kernel, as root, built with sanitizers: open, attach, snapshot, poll, verdicts, stats, close, with
 * good settings and with ones that nobody should give. Leaves no memory and no descriptor behind.
 */
#include "ctrack_shim.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "batch.h"
#include "check.h"

#define BUFFER_SIZE (1U << 18)
#define CHILDREN 23

static const struct ctrack_config GOOD = {
	.ring_size = 1 << 20,
	.kinds = 1 << CTRACK_FORK | 1 << CTRACK_EXEC | 1 << CTRACK_EXIT | 1 << CTRACK_PROCESS |
		 1 << CTRACK_CGROUP | 1 << CTRACK_ATTACH | 1 << CTRACK_USAGE,
	.wake_ns = 15000000,
};

static int descriptors(void)
{
	DIR *folder = opendir("/proc/self/fd");
	int count = 0;

	CHECK(folder);
	while (readdir(folder))
		count++;
	closedir(folder);
	return count;
}

/* A buffer of exactly this size: a byte beyond it is an error. */
static uint8_t *exactly(size_t size)
{
	uint8_t *bytes = malloc(size ? size : 1);

	CHECK(bytes);
	memset(bytes, 0xa5, size);
	return bytes;
}

static int32_t open_with(const struct ctrack_config *config, struct ctrack_session **session)
{
	uint8_t *message = exactly(64);
	uint64_t address = 0;
	int32_t err = ctrack_open((const uint8_t *)config, sizeof(*config), &address, message, 64);

	CHECK(!err || memchr(message, 0, 64));
	*session = (struct ctrack_session *)(uintptr_t)address;
	CHECK(!err == !!*session);
	free(message);
	return err;
}

/* The programs that were started last, by their pids in this namespace. */
static uint32_t children[CHILDREN];

static void start_children(void)
{
	for (int i = 0; i < CHILDREN; i++) {
		static const char words[] = "/bin/true\0\x1b[31m\xff";
		int32_t pid, status;

		CHECK(!ctrack_run((const uint8_t *)words, sizeof(words), &pid));
		CHECK(ctrack_reap(&status) == pid && WIFEXITED(status) && !WEXITSTATUS(status));
		children[i] = (uint32_t)pid;
	}
}

static int is_child(const struct ctrack_task *task)
{
	for (int i = 0; i < CHILDREN; i++) {
		if (children[i] == task->vpid && !strcmp(task->comm, "true"))
			return 1;
	}
	return 0;
}

/* Frames follow each other to the end of what was written; gives how many of the programs started there are. */
static int count_execs(const uint8_t *bytes, int32_t used)
{
	int count = 0;
	uint32_t at = 0;

	while (at < (uint32_t)used) {
		struct ctrack_exec exec = { 0 };
		uint32_t frame[2];

		memcpy(frame, bytes + at, FRAME);
		CHECK(frame[0] >= sizeof(struct ctrack_header) && frame[0] <= RECORD_MAX);
		CHECK(at + record_room(frame[0]) <= (uint32_t)used);
		memcpy(&exec, bytes + at + FRAME,
		       frame[0] < sizeof(exec) ? frame[0] : sizeof(exec));
		CHECK(exec.header.size == frame[0]);
		if (exec.header.kind == CTRACK_EXEC && is_child(&exec.task))
			count++;
		at += record_room(frame[0]);
	}
	CHECK(at == (uint32_t)used);
	return count;
}

static void poll_children(struct ctrack_session *session)
{
	static const uint32_t sizes[] = { 2 * (FRAME + RECORD_MAX), BUFFER_SIZE };
	int found = 0;

	CHECK(ctrack_poll(session, NULL, 0, 0, 0, 0) == -EINVAL);
	CHECK(ctrack_poll(session, NULL, 2 * (FRAME + RECORD_MAX) - 1, 0, 0, 0) == -EINVAL);
	CHECK(ctrack_poll(session, NULL, ~0U, 0, 0, 0) == -EINVAL);
	start_children();
	for (int turn = 0; turn < 100 && found < CHILDREN; turn++) {
		uint32_t size = sizes[turn % 2];
		uint8_t *buffer = exactly(size);
		int32_t used = ctrack_poll(session, buffer, size, 50, turn % 3, turn % 2);

		CHECK(used >= 0 && (uint32_t)used <= size);
		found += count_execs(buffer, used);
		free(buffer);
	}
	CHECK(found == CHILDREN);
}

/* The kernel's word comes with the fork; a poll that lingers takes along the exec, a tenth of a second later. */
static void linger(struct ctrack_session *session)
{
	static const char words[] = "/bin/sh\0-c\0sleep 0.1; exec /bin/true";
	uint8_t *buffer = exactly(BUFFER_SIZE);
	int32_t pid, status, used;

	CHECK(ctrack_poll(session, buffer, BUFFER_SIZE, 0, 0, 0) >= 0);
	CHECK(!ctrack_run((const uint8_t *)words, sizeof(words), &pid));
	children[0] = (uint32_t)pid;
	used = ctrack_poll(session, buffer, BUFFER_SIZE, 5000, 0, 2000);
	CHECK(used > 0 && count_execs(buffer, used) == 1);
	CHECK(ctrack_reap(&status) == pid && WIFEXITED(status) && !WEXITSTATUS(status));
	free(buffer);
}

static void take_snapshot(struct ctrack_session *session)
{
	uint8_t *buffer = exactly(BUFFER_SIZE);
	uint8_t *message = exactly(8);
	int32_t got, all = 0;

	while ((got = ctrack_snapshot(session, buffer, BUFFER_SIZE, message, 8)) > 0)
		all += got;
	CHECK(!got && all > 0);
	/* A buffer without room is an error of the kernel's, and the next snapshot starts anew. */
	got = ctrack_snapshot(session, buffer, 0, message, 8);
	CHECK(got <= 0);
	free(message);
	free(buffer);
}

static void judge(struct ctrack_session *session)
{
	static const uint64_t ids[] = { 0, 1, 77, ~0ULL };
	struct ctrack_stats stats;

	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		/* Nobody announced such a hierarchy. */
		CHECK(ctrack_set_verdict(session, ids[i], ~0U, CTRACK_DROP) == -ENOENT);
		CHECK(ctrack_set_verdict(session, ids[i], ~0U, CTRACK_PENDING) == -ENOENT);
		CHECK(!ctrack_set_mounts(session, ids[i] | 1ULL << 63, CTRACK_DELIVER));
	}
	CHECK(ctrack_stats(session, NULL, 0) == -EINVAL);
	CHECK(ctrack_stats(session, (uint8_t *)&stats, sizeof(stats) + 1) == -EINVAL);
	CHECK(!ctrack_stats(session, (uint8_t *)&stats, sizeof(stats)));
}

static void good_session(void)
{
	struct ctrack_session *session;
	uint8_t message[16];

	CHECK(!open_with(&GOOD, &session));
	CHECK(!ctrack_attach(session, message, sizeof(message)));
	take_snapshot(session);
	poll_children(session);
	linger(session);
	CHECK(!ctrack_interrupt(session) && !ctrack_interrupt(session));
	judge(session);
	CHECK(!ctrack_close(session));
}

/* Settings that TypeScript never gives: they are refused, or mean something harmless. */
static void bad_sessions(void)
{
	static const uint32_t ring_sizes[] = { 0, 1, 4095, 4097, ~0U };
	struct ctrack_config config = GOOD;
	struct ctrack_session *session;
	uint64_t address = 0;
	uint8_t message[16];

	CHECK(ctrack_open((const uint8_t *)&GOOD, 0, &address, NULL, 0) == -EINVAL);
	CHECK(ctrack_open((const uint8_t *)&GOOD, sizeof(GOOD) - 1, &address, message, 1) ==
	      -EINVAL);
	CHECK(!address && !message[0]);
	for (size_t i = 0; i < sizeof(ring_sizes) / sizeof(ring_sizes[0]); i++) {
		config.ring_size = ring_sizes[i];
		if (!open_with(&config, &session))
			ctrack_close(session);
	}
	memset(&config, 0xff, sizeof(config));
	config.ring_size = GOOD.ring_size;
	CHECK(!open_with(&config, &session));
	CHECK(!ctrack_attach(session, message, sizeof(message)));
	start_children();
	CHECK(!ctrack_close(session));
}

int main(void)
{
	uint32_t abi[32];
	uint64_t clocks[2];
	int before;

	CHECK(ctrack_abi(NULL, 0) > 0 && ctrack_abi(abi, 1) == ctrack_abi(abi, 32));
	CHECK(!ctrack_clock(clocks) && clocks[0] && clocks[1]);
	CHECK(ctrack_signal(1 << 30, 0) == -ESRCH);
	good_session();
	before = descriptors();
	good_session();
	bad_sessions();
	CHECK(descriptors() == before);
	puts("good");
	return 0;
}
