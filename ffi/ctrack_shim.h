/* SPDX-License-Identifier: MIT */
/*
 * The C side of ctrack: opens the BPF programs and hands their records over. No policy, no text
 * but error messages, no callbacks.
 *
 * Every function returns 0 or a positive number, or -errno. What went wrong in words goes to
 * `message` (NUL-terminated, cut to `message_size`).
 */
#ifndef CTRACK_SHIM_H
#define CTRACK_SHIM_H

#include <stdint.h>

#include "event.h"

#define CTRACK_EXPORT __attribute__((visibility("default")))

struct ctrack_session;

/*
 * Fills `out` with the ABI version and the sizes of the structs of event.h in their order there.
 * Returns how many numbers there are; fills no more than `count`.
 */
CTRACK_EXPORT int32_t ctrack_abi(uint32_t *out, uint32_t count);

/*
 * Opens, configures and loads the programs that `config` (struct ctrack_config) asks for. The
 * session's address goes to `session`.
 */
CTRACK_EXPORT int32_t ctrack_open(const uint8_t *config, uint32_t config_size, uint64_t *session,
				  uint8_t *message, uint32_t message_size);

/* Attaches all loaded programs: events flow from here on. */
CTRACK_EXPORT int32_t ctrack_attach(struct ctrack_session *session, uint8_t *message,
				    uint32_t message_size);

/*
 * Takes the next part of the snapshot of running processes: whole records, each behind its header
 * (whose size field tells where the next one starts; rounded up to 8). Returns the bytes written, 0 at
 * the end. `buffer_size` must be eight pages or more; a quarter of it is a part. Blocks while the kernel goes
 * through its processes: call it off the main thread.
 */
CTRACK_EXPORT int32_t ctrack_snapshot(struct ctrack_session *session, uint8_t *buffer,
				      uint32_t buffer_size, uint8_t *message,
				      uint32_t message_size);

/*
 * Waits up to `wait_ms` for the kernel to say that records are there, then takes what there is, said
 * or not: `[u32 length][u32 0][record]`, padded to 8. Meanwhile it looks by itself every `look_ms`, where
 * that is not 0. The wait ends with the first record that is not for labels alone, and when the clock of the day is
 * stepped. Where the kernel's word ends it, what follows within `linger_ms` is taken along. Returns the bytes
 * written. `buffer_size` must be 64 KiB or more; what does not fit stays in the ring. Blocks: call it off the main
 * thread.
 */
CTRACK_EXPORT int32_t ctrack_poll(struct ctrack_session *session, uint8_t *buffer,
				  uint32_t buffer_size, uint32_t wait_ms, uint32_t look_ms,
				  uint32_t linger_ms);

/*
 * The same for a caller whose own thread nobody needs for `wait_ms`, and who saves two hops between threads. It does
 * not look without the kernel's word.
 */
CTRACK_EXPORT int32_t ctrack_poll_here(struct ctrack_session *session, uint8_t *buffer,
				       uint32_t buffer_size, uint32_t wait_ms);

/* Ends a wait of ctrack_poll, the current or the next one. Any thread. */
CTRACK_EXPORT int32_t ctrack_interrupt(struct ctrack_session *session);

/*
 * Sets what happens to events of a cgroup: CTRACK_DELIVER or CTRACK_DROP. CTRACK_PENDING forgets the
 * cgroup: its next event announces it again.
 */
CTRACK_EXPORT int32_t ctrack_set_verdict(struct ctrack_session *session, uint64_t id,
					 uint32_t hierarchy, uint32_t verdict);

/*
 * Sets what happens to events from a mount namespace (ctrack_task.mount_ns) whose cgroups are dropped:
 * CTRACK_DELIVER or CTRACK_DROP.
 */
CTRACK_EXPORT int32_t ctrack_set_mounts(struct ctrack_session *session, uint64_t id,
					uint32_t verdict);

/* Fills struct ctrack_stats. */
CTRACK_EXPORT int32_t ctrack_stats(struct ctrack_session *session, uint8_t *out, uint32_t size);

/*
 * Reads the clocks into `out`: ns since boot, and ns from 1970 to the boot, rounded to microseconds so
 * that all readers on a host come to the same. Needs no session.
 */
CTRACK_EXPORT int32_t ctrack_clock(uint64_t *out);

/*
 * Whether the clock of the day still counts from `epoch`, the second number of ctrack_clock: 0 when it was stepped.
 * A hundredth of that one's cost. `boot_ns` gets ns since boot. Needs no session.
 */
CTRACK_EXPORT int32_t ctrack_clock_holds(uint64_t epoch, uint64_t *boot_ns);

/* Whether one more file can be opened: 0, or -EMFILE and -ENFILE where this process or the host has no room. */
CTRACK_EXPORT int32_t ctrack_spare_file(void);

/*
 * Starts a program, looked for in PATH, with this process's streams and environment. `args` holds its arguments,
 * the name first, each with NUL at its end. From then on descendants that lose their parent come to this
 * process. The program's pid goes to `pid`.
 */
CTRACK_EXPORT int32_t ctrack_run(const uint8_t *args, uint32_t args_size, int32_t *pid);

/*
 * Waits for the end of a child; its pid is returned, its wait status goes to `status`. -ECHILD when there is none
 * left. Blocks: call it off the main thread.
 */
CTRACK_EXPORT int32_t ctrack_reap(int32_t *status);

/* Kinds of programs that nothing here needs, and that not every kernel takes. */
enum ctrack_optional_kind {
	CTRACK_KPROBE = 0,
	CTRACK_FENTRY = 1,
	CTRACK_LSM = 2,
};

/* Loads and attaches an empty program of the kind, for a moment: 0 where this kernel takes it. Needs no session. */
CTRACK_EXPORT int32_t ctrack_optional(uint32_t kind);

/* kill(2). */
CTRACK_EXPORT int32_t ctrack_signal(int32_t pid, int32_t number);

/*
 * Gives up all capabilities but these (bits by number) in all threads, and the way to get any back by executing a
 * program. Not for two threads at once. -ETIMEDOUT where a thread could not be reached: it has kept what it had.
 */
CTRACK_EXPORT int32_t ctrack_keep_capabilities(uint64_t keep);

/* Detaches, unloads and frees. No other call may be under way. */
CTRACK_EXPORT int32_t ctrack_close(struct ctrack_session *session);

#endif
