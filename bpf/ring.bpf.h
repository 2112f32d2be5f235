/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Handing records over, and counting those that cannot be. */
#ifndef CTRACK_RING_H
#define CTRACK_RING_H

#include "maps.bpf.h"

/* The ring buffer's own header in front of each record. */
#define RING_HEADER 8

/*
 * The wake-up costs more than the event: the reader is woken at once when it was left alone for
 * `wake_ns`, or when a quarter of the ring waits; else it comes by itself. For a record that only
 * labels need it is not woken: that is read in front of the next one that somebody asked for.
 */
static __always_inline u64 wake_flags(struct ctrack_header *header)
{
	u64 since = header->time - last_wake;
	bool is_prompt = since >= config.wake_ns && !(header->flags & CTRACK_FOR_LABELS);

	if (!is_prompt && (since < config.wake_ns / 16 ||
			   bpf_ringbuf_query(&events, BPF_RB_AVAIL_DATA) < config.ring_size / 4))
		return BPF_RB_NO_WAKEUP;
	last_wake = header->time;
	return BPF_RB_FORCE_WAKEUP;
}

/* In place of a kind, for records that nobody asked for: a label may come to be without one. */
#define NOT_ASKED_FOR 0

static __always_inline void count_lost(u32 kind, u32 size)
{
	if (kind >= CTRACK_KINDS)
		return;
	if (size + RING_HEADER > config.ring_size)
		__sync_fetch_and_add(&stats.too_large[kind], 1);
	else
		__sync_fetch_and_add(&stats.ring_full[kind], 1);
}

/* Hands over a record of any length. Returns 0, or what the ring buffer said. */
static __always_inline long ring_output(struct ctrack_header *header, u32 size)
{
	long err = bpf_ringbuf_output(&events, header, size, wake_flags(header));

	if (err)
		count_lost(header->flags & CTRACK_FOR_LABELS ? NOT_ASKED_FOR : header->kind, size);
	return err;
}

#endif
