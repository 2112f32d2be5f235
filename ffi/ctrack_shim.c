// SPDX-License-Identifier: MIT
#include "ctrack_shim.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "batch.h"
#include "host_mounts.h"
#include "kernel_types.h"
#include "load.h"
#include "process.skel.h"
#include "warning.h"

struct ctrack_session {
	struct process_bpf *skel;
	struct ring_buffer *ring;
	int snapshot_fd;
	int interrupt_fd;
	/* Becomes readable when the clock of the day is stepped, and never else; -1 where it cannot be had. */
	int step_fd;
	/*
	 * Wakes on the ring, on interrupts and on steps of the clock, edge-triggered: a level-triggered one would return at once
	 * whenever a record waits, which under load is always.
	 */
	int epoll_fd;
	/* Where the poll under way writes. */
	struct batch batch;
};

static int32_t fail(int err, const char *action, uint8_t *message, uint32_t message_size)
{
	if (message && message_size) {
		const char *warning = last_warning();

		if (*warning)
			snprintf((char *)message, message_size, "%s: %s (%s)", action,
				 strerror(-err), warning);
		else
			snprintf((char *)message, message_size, "%s: %s", action, strerror(-err));
	}
	return err;
}

/* Called by libbpf for each record. A non-zero return ends the round after this record. */
static int take_record(void *context, void *data, size_t size)
{
	struct ctrack_session *session = context;

	return batch_add(&session->batch, data, size);
}

int32_t ctrack_abi(uint32_t *out, uint32_t count)
{
	const uint32_t abi[] = {
		CTRACK_ABI_VERSION, /* then the structs, in the order of event.h */
		sizeof(struct ctrack_header), sizeof(struct ctrack_task),
		sizeof(struct ctrack_fork),   sizeof(struct ctrack_exec),
		sizeof(struct ctrack_exit),   sizeof(struct ctrack_cgroup),
		sizeof(struct ctrack_attach), sizeof(struct ctrack_config),
		sizeof(struct ctrack_stats),
	};
	const uint32_t total = sizeof(abi) / sizeof(abi[0]);

	for (uint32_t i = 0; i < count && i < total; i++)
		out[i] = abi[i];
	return (int32_t)total;
}

static int watch(struct ctrack_session *session, int fd)
{
	struct epoll_event event = { .events = EPOLLIN | EPOLLET };

	return epoll_ctl(session->epoll_fd, EPOLL_CTL_ADD, fd, &event) ? -errno : 0;
}

/* Without it steps of the clock are seen when the next wait ends: some hosts refuse this one descriptor. */
static void watch_clock(struct ctrack_session *session)
{
	const struct itimerspec never = { .it_value.tv_sec = INT32_MAX };
	const int flags = TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET;

	session->step_fd = timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
	if (session->step_fd < 0)
		return;
	if (timerfd_settime(session->step_fd, flags, &never, NULL) ||
	    watch(session, session->step_fd)) {
		close(session->step_fd);
		session->step_fd = -1;
	}
}

int32_t ctrack_open(const uint8_t *config, uint32_t config_size, uint64_t *session_out,
		    uint8_t *message, uint32_t message_size)
{
	struct ctrack_config settings;
	struct ctrack_session *session;
	struct kernel_types kernel = {};
	const char *action;
	int err;

	if (config_size != sizeof(settings))
		return fail(-EINVAL, "read the configuration", message, message_size);
	memcpy(&settings, config, sizeof(settings));
	settings.page_size = (uint32_t)sysconf(_SC_PAGESIZE);
	settings.host_mounts = host_mounts();
	keep_warnings();

	session = calloc(1, sizeof(*session));
	if (!session)
		return fail(-ENOMEM, "allocate a session", message, message_size);
	session->snapshot_fd = -1;
	session->epoll_fd = -1;
	session->step_fd = -1;

	action = "create file descriptors to wait on";
	session->interrupt_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (session->interrupt_fd >= 0)
		session->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (session->epoll_fd < 0) {
		err = -errno;
		goto failed;
	}
	action = "read the kernel's types from " KERNEL_BTF;
	err = open_kernel_types(&kernel);
	if (err)
		goto failed;
	action = "load the BPF programs";
	err = load_programs(&settings, &kernel, &session->skel);
	if (err)
		goto failed;
	action = "map the ring buffer";
	session->ring = ring_buffer__new(bpf_map__fd(session->skel->maps.events), take_record,
					 session, NULL);
	if (!session->ring) {
		err = -errno;
		goto failed;
	}
	action = "watch the ring buffer";
	err = watch(session, bpf_map__fd(session->skel->maps.events));
	if (!err)
		err = watch(session, session->interrupt_fd);
	if (err)
		goto failed;
	watch_clock(session);
	close_kernel_types(&kernel);
	*session_out = (uint64_t)(uintptr_t)session;
	return 0;

failed:
	close_kernel_types(&kernel);
	fail(err, action, message, message_size);
	ctrack_close(session);
	return err;
}

int32_t ctrack_attach(struct ctrack_session *session, uint8_t *message, uint32_t message_size)
{
	int err;

	forget_warning();
	err = process_bpf__attach(session->skel);
	return err ? fail(err, "attach the BPF programs", message, message_size) : 0;
}

static int open_snapshot(struct ctrack_session *session)
{
	struct bpf_link *link = session->skel->links.snapshot_with_args;
	int fd;

	if (!link)
		link = session->skel->links.snapshot_without_args;
	if (!link)
		return -ENOENT;
	fd = bpf_iter_create(bpf_link__fd(link));
	return fd < 0 ? -errno : fd;
}

int32_t ctrack_snapshot(struct ctrack_session *session, uint8_t *buffer, uint32_t buffer_size,
			uint8_t *message, uint32_t message_size)
{
	/* As much as the kernel hands out at a time, in whole records (kernel/bpf/bpf_iter.c). */
	const uint32_t most = 8 * (uint32_t)sysconf(_SC_PAGESIZE);
	/* Handed over with this much: it is decoded while the kernel makes the next part. */
	const uint32_t enough = buffer_size / 4;
	uint32_t used = 0;
	ssize_t got;
	int err;

	if (buffer_size < most)
		return fail(-EINVAL, "read the process iterator", message, message_size);
	if (session->snapshot_fd < 0) {
		session->snapshot_fd = open_snapshot(session);
		if (session->snapshot_fd < 0)
			return fail(session->snapshot_fd, "open the process iterator", message,
				    message_size);
	}
	do {
		got = read(session->snapshot_fd, buffer + used, buffer_size - used);
		if (got > 0)
			used += (uint32_t)got;
	} while (used < enough && buffer_size - used >= most &&
		 (got > 0 || (got < 0 && (errno == EINTR || errno == EAGAIN))));
	if (got >= 0 && used > 0)
		return (int32_t)used;
	err = got < 0 ? -errno : 0;
	close(session->snapshot_fd);
	session->snapshot_fd = -1;
	return err ? fail(err, "read the process iterator", message, message_size) : 0;
}

int32_t ctrack_poll(struct ctrack_session *session, uint8_t *buffer, uint32_t buffer_size,
		    uint32_t wait_ms, uint32_t look_ms, uint32_t linger_ms)
{
	struct batch *batch = &session->batch;

	/* Bytes written are told as a positive number. */
	if (buffer_size < 2 * record_room(RECORD_MAX) || buffer_size > INT32_MAX)
		return -EINVAL;
	*batch = (struct batch){ .bytes = buffer, .size = buffer_size };
	for (;;) {
		uint32_t step = look_ms && look_ms < wait_ms ? look_ms : wait_ms;
		struct epoll_event event;
		uint64_t interrupts = 0;
		uint64_t steps;
		int woken = 0;
		int err;

		if (step)
			woken = epoll_wait(session->epoll_fd, &event, 1, (int)step);
		if (woken < 0 && errno != EINTR)
			return -errno;
		if (read(session->interrupt_fd, &interrupts, sizeof(interrupts)) < 0 &&
		    errno != EAGAIN)
			return -errno;
		/* It wakes again after it was read. */
		if (woken > 0 && session->step_fd >= 0 &&
		    read(session->step_fd, &steps, sizeof(steps)) < 0 && errno != EAGAIN &&
		    errno != ECANCELED)
			return -errno;
		if (linger_ms && woken > 0 && !interrupts)
			usleep(linger_ms * 1000);
		err = ring_buffer__consume(session->ring);
		if (err < 0 && err != -ENOBUFS)
			return err;
		wait_ms -= step;
		if (batch->has_news || interrupts || woken > 0 || err == -ENOBUFS || !wait_ms)
			return (int32_t)batch->used;
	}
}

int32_t ctrack_poll_here(struct ctrack_session *session, uint8_t *buffer, uint32_t buffer_size,
			 uint32_t wait_ms)
{
	return ctrack_poll(session, buffer, buffer_size, wait_ms, 0, 0);
}

int32_t ctrack_spare_file(void)
{
	int fd = eventfd(0, EFD_CLOEXEC);

	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}

int32_t ctrack_interrupt(struct ctrack_session *session)
{
	uint64_t one = 1;

	return write(session->interrupt_fd, &one, sizeof(one)) < 0 ? -errno : 0;
}

int32_t ctrack_set_verdict(struct ctrack_session *session, uint64_t id, uint32_t hierarchy,
			   uint32_t verdict)
{
	struct {
		uint64_t id;
		uint32_t hierarchy;
		uint32_t pad;
	} key = { .id = id, .hierarchy = hierarchy };
	int fd = bpf_map__fd(session->skel->maps.verdicts);
	int err;

	/* Only a cgroup that was announced and lives has an entry: one that has gone gets none. */
	if (verdict == CTRACK_PENDING)
		err = bpf_map_delete_elem(fd, &key);
	else
		err = bpf_map_update_elem(fd, &key, &verdict, BPF_EXIST);
	/* What the programs remember of the verdict before is void. */
	__atomic_fetch_add(&session->skel->data->generation, 1, __ATOMIC_SEQ_CST);
	return err ? -errno : 0;
}

int32_t ctrack_set_mounts(struct ctrack_session *session, uint64_t id, uint32_t verdict)
{
	int fd = bpf_map__fd(session->skel->maps.namespaces);

	return bpf_map_update_elem(fd, &id, &verdict, BPF_ANY) ? -errno : 0;
}

int32_t ctrack_stats(struct ctrack_session *session, uint8_t *out, uint32_t size)
{
	struct ctrack_stats stats = session->skel->bss->stats;
	struct bpf_program *program;

	if (size != sizeof(stats))
		return -EINVAL;
	bpf_object__for_each_program(program, session->skel->obj) {
		struct bpf_prog_info info = {};
		uint32_t length = sizeof(info);
		int fd = bpf_program__fd(program);

		if (fd >= 0 && !bpf_obj_get_info_by_fd(fd, &info, &length))
			stats.recursion += info.recursion_misses;
	}
	memcpy(out, &stats, sizeof(stats));
	return 0;
}

int32_t ctrack_close(struct ctrack_session *session)
{
	if (session->snapshot_fd >= 0)
		close(session->snapshot_fd);
	ring_buffer__free(session->ring);
	process_bpf__destroy(session->skel);
	if (session->epoll_fd >= 0)
		close(session->epoll_fd);
	if (session->interrupt_fd >= 0)
		close(session->interrupt_fd);
	if (session->step_fd >= 0)
		close(session->step_fd);
	free(session);
	return 0;
}
