// SPDX-License-Identifier: MIT
#define _GNU_SOURCE
#include "consumer_json.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define NS_PER_SECOND 1000000000ULL
#define SIGRTMIN_OF_LIBC 34

char *json_text(char *at, const char *text)
{
	size_t length = strlen(text);

	memcpy(at, text, length);
	return at + length;
}

char *json_number(char *at, uint64_t number)
{
	char digits[20];
	int i = sizeof(digits);

	do
		digits[--i] = '0' + number % 10;
	while (number /= 10);
	memcpy(at, digits + i, sizeof(digits) - i);
	return at + sizeof(digits) - i;
}

static char *fixed_digits(char *at, uint32_t number, int count)
{
	for (int i = count; i--; number /= 10)
		at[i] = '0' + number % 10;
	return at + count;
}

static char *hex_digits(char *at, uint64_t number, int count)
{
	for (int i = count; i--; number >>= 4)
		at[i] = "0123456789abcdef"[number & 15];
	return at + count;
}

/* Length of the valid UTF-8 sequence at `from`, or 0. */
static int sequence_length(const unsigned char *from, size_t left)
{
	unsigned char first = from[0];
	int size = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;

	if (!size || (size_t)size > left)
		return 0;
	for (int i = 1; i < size; i++)
		if ((from[i] & 0xc0) != 0x80)
			return 0;
	if ((first == 0xe0 && from[1] < 0xa0) || (first == 0xed && from[1] > 0x9f) ||
	    (first == 0xf0 && from[1] < 0x90) || (first == 0xf4 && from[1] > 0x8f))
		return 0;
	return size;
}

static char *escape_unit(char *at, uint32_t unit)
{
	return hex_digits(json_text(at, "\\u"), unit, 4);
}

/* Text within quotes that stand already. A byte that is not UTF-8 becomes the surrogate U+DCNN. */
static char *escaped(char *at, const char *text, size_t length)
{
	const unsigned char *from = (const unsigned char *)text;
	static const char shorts[] = { ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f',
				       ['\r'] = 'r', ['"'] = '"',  ['\\'] = '\\' };

	for (size_t i = 0; i < length; i++) {
		unsigned char byte = from[i];
		int size;

		if (byte >= 0x20 && byte < 0x7f && byte != '"' && byte != '\\') {
			*at++ = byte;
		} else if (byte < sizeof(shorts) && shorts[byte]) {
			*at++ = '\\';
			*at++ = shorts[byte];
		} else if (byte < 0x80) {
			at = escape_unit(at, byte);
		} else if ((size = sequence_length(from + i, length - i))) {
			memcpy(at, from + i, size);
			at += size;
			i += size - 1;
		} else {
			at = escape_unit(at, 0xdc00 | byte);
		}
	}
	return at;
}

char *json_path(char *at, const char *components, uint32_t length)
{
	uint32_t end = length;

	if (!length)
		*at++ = '/';
	while (end) {
		uint32_t start = end - 1;

		while (start && components[start - 1])
			start--;
		*at++ = '/';
		at = escaped(at, components + start, end - 1 - start);
		end = start;
	}
	return at;
}

static char *put_time(char *at, const struct json_context *context, uint64_t boot_time)
{
	static uint64_t known_second = ~0ULL;
	static char known_text[32];
	uint64_t time = context->boot_epoch + boot_time;
	uint64_t second = time / NS_PER_SECOND;

	if (second != known_second) {
		time_t seconds = second;
		struct tm parts;

		gmtime_r(&seconds, &parts);
		strftime(known_text, sizeof(known_text), "%Y-%m-%dT%H:%M:%S.", &parts);
		known_second = second;
	}
	memcpy(at, known_text, 20);
	at = fixed_digits(at + 20, time % NS_PER_SECOND, 9);
	*at++ = 'Z';
	return at;
}

/* Milliseconds with three or six digits behind the point, or none. */
static char *put_milliseconds(char *at, uint64_t ns)
{
	uint32_t rest = ns % 1000000;

	at = json_number(at, ns / 1000000);
	if (!rest)
		return at;
	*at++ = '.';
	return rest % 1000 ? fixed_digits(at, rest, 6) : fixed_digits(at, rest / 1000, 3);
}

static char *put_member(char *at, const char *name, uint64_t number)
{
	return json_number(json_text(at, name), number);
}

static char *put_args(char *at, const char *args, uint32_t length)
{
	uint32_t start = 0;

	at = json_text(at, ",\"command_args\":[");
	while (start < length) {
		uint32_t size = strnlen(args + start, length - start);

		if (start)
			*at++ = ',';
		*at++ = '"';
		at = escaped(at, args + start, size);
		*at++ = '"';
		start += size + 1;
	}
	*at++ = ']';
	return at;
}

static char *put_executable(char *at, const struct ctrack_exec *exec, const char *path)
{
	const struct {
		bool set;
		const char *name;
	} flags[] = {
		{ exec->header.flags & CTRACK_CUT_PATH, "path_truncated" },
		{ exec->exe_flags & CTRACK_EXE_UPPER, "upper_layer" },
		{ exec->exe_flags & CTRACK_EXE_MEMFD, "memfd" },
		{ exec->exe_flags & CTRACK_EXE_SETUID, "setuid" },
	};
	char *start = at;

	at = json_text(at, ",\"executable\":{");
	if (exec->path_len) {
		at = json_path(json_text(at, "\"path\":\""), path, exec->path_len);
		*at++ = '"';
	}
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		if (!flags[i].set)
			continue;
		if (at[-1] != '{')
			*at++ = ',';
		*at++ = '"';
		at = json_text(json_text(at, flags[i].name), "\":true");
	}
	if (at[-1] == '{')
		return start;
	*at++ = '}';
	return at;
}

static uint32_t align8(uint32_t offset)
{
	return (offset + 7) & ~7U;
}

static char *put_program(char *at, const struct ctrack_exec *exec)
{
	const char *path = (const char *)(exec + 1);
	const char *cwd = path + align8(exec->path_len);
	const char *args = cwd + align8(exec->cwd_len);

	at = put_executable(at, exec, path);
	at = put_args(at, args, exec->args_len);
	if (exec->header.flags & CTRACK_CUT_ARGS)
		at = json_text(at, ",\"command_args_truncated\":true");
	at = json_path(json_text(at, ",\"working_directory\":\""), cwd, exec->cwd_len);
	*at++ = '"';
	if (exec->header.flags & CTRACK_CUT_CWD)
		at = json_text(at, ",\"working_directory_truncated\":true");
	return at;
}

static char *put_credentials(char *at, const struct ctrack_task *task)
{
	at = put_member(at, ",\"user\":{\"id\":", task->uid);
	at = put_member(at, "},\"group\":{\"id\":", task->gid);
	*at++ = '}';
	if (task->login_uid != ~0U) {
		at = put_member(at, ",\"login_user\":{\"id\":", task->login_uid);
		*at++ = '}';
	}
	if (task->session) {
		at = put_member(at, ",\"session_leader\":{\"pid\":", task->session);
		*at++ = '}';
	}
	if (task->tty) {
		at = put_member(at, ",\"tty\":{\"major\":", task->tty >> 20);
		at = put_member(at, ",\"minor\":", task->tty & 0xfffff);
		*at++ = '}';
	}
	return at;
}

static char *put_isolation(char *at, const struct ctrack_task *task)
{
	const struct {
		uint32_t inode;
		const char *name;
	} namespaces[] = {
		{ task->ns_cgroup, "\"cgroup\":" }, { task->ns_ipc, "\"ipc\":" },
		{ task->ns_mnt, "\"mnt\":" },	    { task->ns_net, "\"net\":" },
		{ task->ns_pid, "\"pid\":" },	    { task->ns_user, "\"user\":" },
		{ task->ns_uts, "\"uts\":" },
	};
	char *start = at;

	at = json_text(at, ",\"namespaces\":{");
	for (size_t i = 0; i < sizeof(namespaces) / sizeof(namespaces[0]); i++) {
		if (!namespaces[i].inode)
			continue;
		if (at[-1] != '{')
			*at++ = ',';
		at = put_member(at, namespaces[i].name, namespaces[i].inode);
	}
	if (at[-1] == '{')
		at = start;
	else
		*at++ = '}';
	at = json_text(at, ",\"capabilities\":{\"effective\":\"");
	at = hex_digits(at, task->cap_effective, 16);
	at = json_text(at, "\",\"permitted\":\"");
	at = hex_digits(at, task->cap_permitted, 16);
	return json_text(at, "\"}");
}

static char *put_signal(char *at, int signal)
{
	const char *name = sigabbrev_np(signal);

	if (name)
		return json_text(json_text(at, "SIG"), name);
	if (signal >= SIGRTMIN_OF_LIBC)
		return put_member(at, "SIGRTMIN+", signal - SIGRTMIN_OF_LIBC);
	return put_member(at, "SIG", signal);
}

static char *put_exit(char *at, const struct ctrack_exit *exit)
{
	uint32_t signal = exit->status & 0x7f;
	uint64_t start = exit->task.start_time;

	if (signal) {
		at = put_signal(json_text(at, ",\"exit\":{\"signal\":\""), signal);
		*at++ = '"';
	} else {
		at = put_member(at, ",\"exit\":{\"code\":", exit->status >> 8 & 0xff);
	}
	if (exit->status & 0x80)
		at = json_text(at, ",\"core_dumped\":true");
	if (exit->exit_flags & CTRACK_EXIT_OOM && signal)
		at = json_text(at, ",\"oom_killed\":true");
	at = json_text(at, "},\"duration_ms\":");
	at = put_milliseconds(at, exit->header.time > start ? exit->header.time - start : 0);
	at = put_milliseconds(json_text(at, ",\"cpu_time_ms\":"), exit->cpu_time);
	return put_member(at, ",\"peak_rss_bytes\":", exit->peak_rss);
}

char *json_line(char *at, const struct json_context *context, const struct ctrack_header *record,
		const char *place, size_t place_length)
{
	/* The three kinds begin alike. */
	const struct ctrack_task *task = &((const struct ctrack_fork *)record)->task;
	const char *kind = record->kind == CTRACK_FORK	 ? "fork"
			   : record->kind == CTRACK_EXEC ? "exec"
							 : "exit";

	at = put_time(json_text(at, "{\"time\":\""), context, record->time);
	at = json_text(json_text(at, "\",\"event\":\""), kind);
	at = put_member(at, "\",\"process\":{\"pid\":", task->pid);
	at = put_member(at, ",\"vpid\":", task->vpid);
	if (task->tid != task->pid)
		at = put_member(at, ",\"tid\":", task->tid);
	at = put_member(at, ",\"parent_pid\":", task->ppid);
	at = put_time(json_text(at, ",\"start_time\":\""), context, task->start_time);
	at = json_text(at, "\",\"command\":\"");
	at = escaped(at, task->comm, strnlen(task->comm, sizeof(task->comm)));
	*at++ = '"';
	if (record->kind == CTRACK_EXEC)
		at = put_program(at, (const struct ctrack_exec *)record);
	at = put_credentials(at, task);
	if (record->kind == CTRACK_EXEC)
		at = put_isolation(at, task);
	if (record->kind == CTRACK_EXIT)
		at = put_exit(at, (const struct ctrack_exit *)record);
	*at++ = '}';
	memcpy(at, place, place_length);
	at = json_text(json_text(at + place_length, ",\"host\":{\"name\":\""), context->host);
	return json_text(at, "\"}}\n");
}
