// SPDX-License-Identifier: MIT
#include "batch.h"

#include <errno.h>
#include <string.h>

#include "event.h"

int batch_add(struct batch *batch, const void *record, size_t size)
{
	uint32_t length = size < RECORD_MAX ? (uint32_t)size : RECORD_MAX;
	uint32_t frame[2] = { length, 0 };
	uint8_t *to = batch->bytes + batch->used;
	struct ctrack_header header = { 0 };

	memcpy(&header, record, length < sizeof(header) ? length : sizeof(header));
	if (!(header.flags & CTRACK_FOR_LABELS))
		batch->has_news = 1;
	memcpy(to, frame, FRAME);
	memcpy(to + FRAME, record, length);
	batch->used += record_room(length);
	return batch->size - batch->used < record_room(RECORD_MAX) ? -ENOBUFS : 0;
}
