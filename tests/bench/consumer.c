// SPDX-License-Identifier: MIT
/*
 * The floor that ctrack is measured against: the least that C and libbpf need to read the same BPF
 * object's records and to print the same JSON.
 *
 *     consumer                        JSON of containers' processes on stdout
 *     consumer --count                only counts them
 *     consumer --capture FILE         writes the records as ctrack's shim frames them
 *     consumer --replay FILE --loops N --epoch NS
 *                                     JSON of captured records, N times over, as if booted at NS
 *
 * Says `consumer: tracing, booted at NS` on stderr when attached, and the counts at the end.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "consumer_json.h"
#include "consumer_places.h"
#include "host_mounts.h"
#include "process.skel.h"

/* As ctrack: its default ring, its rhythm under load. */
#define RING_SIZE (8 << 20)
#define WAKE_NS 20000000
#define ROUND_MS 20

#define OUTPUT_SIZE (1 << 20)

static struct {
	struct process_bpf *skel; /* absent when replaying */
	struct json_context context;
	int count_only;
	FILE *capture;
	unsigned long events, delivered;
	char output[OUTPUT_SIZE + LINE_MAX_BYTES];
	size_t used;
} self;

static volatile sig_atomic_t stopped;

static void stop(int signal)
{
	(void)signal;
	stopped = 1;
}

static void die(const char *what, int err)
{
	fprintf(stderr, "consumer: %s: %s\n", what, strerror(err < 0 ? -err : err));
	exit(1);
}

static void flush(void)
{
	size_t done = 0;

	while (done < self.used) {
		ssize_t count = write(STDOUT_FILENO, self.output + done, self.used - done);

		if (count < 0 && errno != EINTR)
			die("write", errno);
		if (count > 0)
			done += count;
	}
	self.used = 0;
}

static void set_verdict(const struct ctrack_cgroup *record, __u32 verdict)
{
	struct {
		__u64 id;
		__u32 hierarchy;
		__u32 pad;
	} key = { .id = record->id, .hierarchy = record->hierarchy };

	if (self.skel)
		bpf_map_update_elem(bpf_map__fd(self.skel->maps.verdicts), &key, &verdict,
				    BPF_EXIST);
}

static void take_cgroup(const struct ctrack_cgroup *record)
{
	const struct place *place;

	if (record->action == CTRACK_CGROUP_RELEASE) {
		forget_place(record->id, record->hierarchy);
		return;
	}
	place = learn_place(record);
	set_verdict(record, place->is_container ? CTRACK_DELIVER : CTRACK_DROP);
}

static void take_process(const struct ctrack_header *record)
{
	const struct ctrack_task *task = &((const struct ctrack_fork *)record)->task;
	const struct place *place = find_place(task->cgroup_id, task->hierarchy);
	char *end;

	if (!place || !place->is_container)
		return;
	self.delivered++;
	if (self.count_only)
		return;
	end = json_line(self.output + self.used, &self.context, record, place->text, place->length);
	self.used = end - self.output;
	if (self.used >= OUTPUT_SIZE)
		flush();
}

static void capture(const void *record, size_t size)
{
	const __u32 frame[2] = { size, 0 };
	const char padding[8] = {};

	if (fwrite(frame, sizeof(frame), 1, self.capture) != 1 ||
	    fwrite(record, size, 1, self.capture) != 1 ||
	    fwrite(padding, 1, -size & 7, self.capture) != (-size & 7))
		die("capture", errno);
}

static int take_record(void *context, void *data, size_t size)
{
	const struct ctrack_header *record = data;

	(void)context;
	self.events++;
	if (self.capture)
		capture(data, size);
	if (record->kind == CTRACK_CGROUP)
		take_cgroup(data);
	else if (record->kind <= CTRACK_EXIT && !self.capture)
		take_process(record);
	return 0;
}

static __u64 clock_ns(clockid_t clock)
{
	struct timespec time;

	clock_gettime(clock, &time);
	return time.tv_sec * 1000000000ULL + time.tv_nsec;
}

static struct process_bpf *load(void)
{
	struct process_bpf *skel = process_bpf__open();
	struct ctrack_config *config;
	int err;

	if (!skel)
		die("open", errno);
	config = (struct ctrack_config *)&skel->rodata->config;
	config->ring_size = RING_SIZE;
	config->page_size = sysconf(_SC_PAGESIZE);
	config->host_mounts = host_mounts();
	config->kinds = ~0U;
	config->wake_ns = WAKE_NS;
	bpf_map__set_max_entries(skel->maps.events, RING_SIZE);
	bpf_program__set_autoload(skel->progs.snapshot_with_args, false);
	bpf_program__set_autoload(skel->progs.snapshot_without_args, false);
	err = process_bpf__load(skel);
	if (err)
		die("load", err);
	skel->bss->self_pid = getpid();
	return skel;
}

static unsigned long lost(const struct process_bpf *skel)
{
	unsigned long sum = 0;

	for (int kind = 0; kind < CTRACK_KINDS; kind++)
		sum += skel->bss->stats.ring_full[kind] + skel->bss->stats.too_large[kind];
	return sum;
}

static void trace(void)
{
	struct ring_buffer *ring;
	struct epoll_event event;
	int err;

	libbpf_set_print(NULL);
	self.skel = load();
	ring = ring_buffer__new(bpf_map__fd(self.skel->maps.events), take_record, NULL, NULL);
	if (!ring)
		die("map the ring", errno);
	err = process_bpf__attach(self.skel);
	if (err)
		die("attach", err);
	fprintf(stderr, "consumer: tracing, booted at %llu\n",
		(unsigned long long)self.context.boot_epoch);
	/* Once more when told to stop: what happened before is all there. */
	for (int last = 0; !last;) {
		last = stopped;
		if (!last)
			epoll_wait(ring_buffer__epoll_fd(ring), &event, 1, ROUND_MS);
		err = ring_buffer__consume(ring);
		if (err < 0)
			die("consume", err);
		flush();
	}
	fprintf(stderr, "{\"events\":%lu,\"delivered\":%lu,\"lost\":%lu}\n", self.events,
		self.delivered, lost(self.skel));
	ring_buffer__free(ring);
	process_bpf__destroy(self.skel);
}

static char *read_file(const char *path, size_t *size)
{
	FILE *file = fopen(path, "rb");
	struct stat stat;
	char *bytes;

	if (!file || fstat(fileno(file), &stat))
		die(path, errno);
	*size = stat.st_size;
	bytes = malloc(*size);
	if (!bytes || fread(bytes, 1, *size, file) != *size)
		die(path, errno);
	fclose(file);
	return bytes;
}

static void replay(const char *path, long loops)
{
	size_t size;
	const char *bytes = read_file(path, &size);
	__u64 start = clock_ns(CLOCK_PROCESS_CPUTIME_ID);

	while (loops--) {
		for (size_t at = 0; at < size;) {
			__u32 length = *(const __u32 *)(bytes + at);

			take_record(NULL, (void *)(bytes + at + 8), length);
			at += 8 + ((length + 7) & ~7U);
		}
		flush();
	}
	fprintf(stderr, "{\"delivered\":%lu,\"seconds\":%.6f}\n", self.delivered,
		(clock_ns(CLOCK_PROCESS_CPUTIME_ID) - start) / 1e9);
}

int main(int argc, char **argv)
{
	const struct option options[] = {
		{ "count", no_argument, &self.count_only, 1 },
		{ "capture", required_argument, NULL, 'c' },
		{ "replay", required_argument, NULL, 'r' },
		{ "loops", required_argument, NULL, 'l' },
		{ "epoch", required_argument, NULL, 'e' },
		{},
	};
	const char *recorded = NULL;
	char host[256] = "";
	long loops = 1;
	int option;

	self.context.boot_epoch = clock_ns(CLOCK_REALTIME) - clock_ns(CLOCK_BOOTTIME);
	gethostname(host, sizeof(host) - 1);
	self.context.host = host;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'c')
			self.capture = fopen(optarg, "wb");
		else if (option == 'r')
			recorded = optarg;
		else if (option == 'l')
			loops = atol(optarg);
		else if (option == 'e')
			self.context.boot_epoch = strtoull(optarg, NULL, 10);
		else if (option)
			return 2;
		if (option == 'c' && !self.capture)
			die(optarg, errno);
	}
	signal(SIGINT, stop);
	signal(SIGTERM, stop);
	if (recorded)
		replay(recorded, loops);
	else
		trace();
	if (self.capture && fclose(self.capture))
		die("capture", errno);
	return 0;
}
