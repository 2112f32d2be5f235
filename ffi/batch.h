/* SPDX-License-Identifier: MIT */
#ifndef CTRACK_BATCH_H
#define CTRACK_BATCH_H

#include <stddef.h>
#include <stdint.h>

/* The largest record: an exec with all strings at their budgets. */
#define RECORD_MAX 32768

/* Bytes of a frame in front of each record: `[u32 length][u32 0]`. */
#define FRAME 8

/* Bytes that a record of this size takes in a batch. */
static inline uint32_t record_room(uint32_t size)
{
	return FRAME + ((size + 7) & ~7U);
}

/* Records that one poll hands over. */
struct batch {
	uint8_t *bytes;
	uint32_t size;
	uint32_t used;
	/* It has a record that is not for labels alone. */
	int has_news;
};

/*
 * Adds a record, behind its frame; one of more than RECORD_MAX, which the programs do not make, is cut and will not
 * decode. There must be room for RECORD_MAX. Returns 0, or -ENOBUFS when there is no such room any more.
 */
int batch_add(struct batch *batch, const void *record, size_t size);

#endif
