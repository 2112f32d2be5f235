// SPDX-License-Identifier: MIT
/*
 * Records of any size and content: a batch holds them all, each whole behind its frame, and nothing else, and says that
 * it is full before it is.
 */
#include "batch.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "check.h"
#include "event.h"

/* A record as the input has it: two bytes tell its size, of which only the first few are given. */
struct record {
	uint32_t size;
	uint8_t flags;
};

static uint32_t take(const uint8_t **data, size_t *left, uint32_t bytes)
{
	uint32_t value = 0;

	for (uint32_t i = 0; i < bytes && *left; i++, (*data)++, (*left)--)
		value |= (uint32_t) * *data << (8 * i);
	return value;
}

static void make(struct record record, uint8_t *bytes)
{
	struct ctrack_header header = { .flags = record.flags, .size = record.size };

	memset(bytes, record.flags ^ 0x5a, record.size);
	memcpy(bytes, &header, record.size < sizeof(header) ? record.size : sizeof(header));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint32_t room = 2 * record_room(RECORD_MAX) + take(&data, &size, 2);
	struct batch batch = { .bytes = malloc(room), .size = room };
	uint32_t at = 0;
	int has_news = 0;
	int err = 0;

	CHECK(batch.bytes);
	while (size && !err) {
		struct record record = { .size = take(&data, &size, 2),
					 .flags = (uint8_t)take(&data, &size, 1) };
		uint32_t kept = record.size < RECORD_MAX ? record.size : RECORD_MAX;
		/* Exactly as long as told: reading behind it is an error. */
		uint8_t *bytes = malloc(record.size ? record.size : 1);
		uint32_t frame[2];

		CHECK(bytes);
		make(record, bytes);
		err = batch_add(&batch, bytes, record.size);
		memcpy(frame, batch.bytes + at, FRAME);
		CHECK(frame[0] == kept && frame[1] == 0);
		CHECK(!memcmp(batch.bytes + at + FRAME, bytes, kept));
		if (record.size > 2)
			has_news |= !(record.flags & CTRACK_FOR_LABELS);
		else
			has_news = 1;
		at += record_room(kept);
		CHECK(batch.used == at && batch.has_news == has_news);
		free(bytes);
	}
	CHECK(err == 0 || err == -ENOBUFS);
	CHECK((err == -ENOBUFS) == (room - at < record_room(RECORD_MAX)));
	free(batch.bytes);
	return 0;
}
