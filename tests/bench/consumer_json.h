/* SPDX-License-Identifier: MIT */
/* Records as ctrack's JSON lines, written the shortest way that C has. */
#ifndef CONSUMER_JSON_H
#define CONSUMER_JSON_H

#include <stddef.h>
#include <stdint.h>

#include "event.h"

/* Bytes of the longest line: the longest record with each byte escaped as six. */
#define LINE_MAX_BYTES (6 * 32768 + 4096)

/* What all lines share. */
struct json_context {
	uint64_t boot_epoch; /* ns from 1970 to the boot */
	const char *host;
};

/*
 * Appends the line for a fork, exec or exit record at `at`, and returns its end. `place` is the ready
 * text of container and cgroup. Text is written as ctrack does, but for characters beyond ASCII that
 * show nothing: ctrack escapes them, this leaves them.
 */
char *json_line(char *at, const struct json_context *context, const struct ctrack_header *record,
		const char *place, size_t place_length);

/* Appends text; for those who write a place. */
char *json_text(char *at, const char *text);
char *json_number(char *at, uint64_t number);

/* Appends a path from components that are NUL-terminated and run from the leaf to the root. */
char *json_path(char *at, const char *components, uint32_t length);

#endif
