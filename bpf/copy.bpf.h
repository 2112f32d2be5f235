/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Several fields of a struct of the kernel by one call. */
#ifndef CTRACK_COPY_H
#define CTRACK_COPY_H

#include "kernel.bpf.h"

/*
 * Bytes of a struct, read at once: a call that reads a pointer takes 15 ns, whatever its length up to hundreds of
 * bytes. What a kernel keeps elsewhere is read by itself.
 */
struct short_copy {
	u64 words[6];
};

struct copy {
	u64 words[10];
};

struct long_copy {
	u64 words[16];
};

/* Reads a struct from its beginning on. */
#define COPY_OF(copy, type, from) COPY_BYTES(copy, from, bpf_core_type_size(type))

/* Reads it from one of its fields on, for the fields behind that. */
#define COPY_BEHIND(copy, type, from, first)                                                       \
	COPY_BYTES(copy, (const void *)(from) + bpf_core_field_offset(type, first),                \
		   bpf_core_type_size(type) - bpf_core_field_offset(type, first))

#define COPY_BYTES(copy, address, size)                                                            \
	({                                                                                         \
		u32 all = size;                                                                    \
                                                                                                   \
		__builtin_memset(copy, 0, sizeof(*(copy)));                                        \
		bpf_probe_read_kernel(copy, all < sizeof(*(copy)) ? all : sizeof(*(copy)),         \
				      address);                                                    \
	})

/* A 32-bit word, `at` bytes into what was copied from `start` on, in front of it or behind. */
static __always_inline u32 word_at(const void *copy, u32 size, const void *start, long at)
{
	u32 word = 0;

	/* What the compiler knows of it makes it write `or` for an addition to a pointer, which no verifier takes. */
	barrier_var(at);
	if (at >= 0 && at <= (long)(size - sizeof(word)) && at % sizeof(word) == 0)
		return *(const u32 *)(copy + at);
	bpf_probe_read_kernel(&word, sizeof(word), start + at);
	return word;
}

/*
 * The same of 64 bits; in two halves where it lies across two words: capabilities may, which were of two times 32 bits
 * before 6.3, the same on little endian.
 */
static __always_inline u64 long_at(const void *copy, u32 size, const void *start, long at)
{
	u64 whole = 0;

	barrier_var(at);
	if (at >= 0 && at <= (long)(size - sizeof(whole)) && at % sizeof(whole) == 0)
		return *(const u64 *)(copy + at);
	if (at >= 0 && at <= (long)(size - sizeof(whole)))
		return word_at(copy, size, start, at) |
		       (u64)word_at(copy, size, start, at + sizeof(u32)) << 32;
	bpf_probe_read_kernel(&whole, sizeof(whole), start + at);
	return whole;
}

/* Fields of what was copied with COPY_OF. */
#define WORD_OF(copy, from, type, field)                                                           \
	word_at(&(copy), sizeof(copy), from, bpf_core_field_offset(type, field))
#define LONG_OF(copy, from, type, field)                                                           \
	long_at(&(copy), sizeof(copy), from, bpf_core_field_offset(type, field))
#define POINTER_OF(copy, from, type, field)                                                        \
	((typeof(((type *)0)->field))LONG_OF(copy, from, type, field))

/* Fields of what was copied with COPY_BEHIND. */
#define OFFSET_BEHIND(type, first, field)                                                          \
	((long)bpf_core_field_offset(type, field) - (long)bpf_core_field_offset(type, first))
#define WORD_BEHIND(copy, from, type, first, field)                                                \
	word_at(&(copy), sizeof(copy), (const void *)(from) + bpf_core_field_offset(type, first),  \
		OFFSET_BEHIND(type, first, field))
#define LONG_BEHIND(copy, from, type, first, field)                                                \
	long_at(&(copy), sizeof(copy), (const void *)(from) + bpf_core_field_offset(type, first),  \
		OFFSET_BEHIND(type, first, field))
#define POINTER_BEHIND(copy, from, type, first, field)                                             \
	((typeof(((type *)0)->field))LONG_BEHIND(copy, from, type, first, field))

#endif
