/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Several fields of a struct of the kernel by one call. */
#ifndef CTRACK_COPY_H
#define CTRACK_COPY_H

#include "kernel.bpf.h"

/*
 * The first bytes of a struct, read at once: a call that reads a pointer takes 15 ns, whatever its length up to
 * hundreds of bytes. What a kernel keeps behind them is read by itself.
 */
struct copy {
	u32 words[18];
};

#define COPY_OF(type, from)                                                                        \
	({                                                                                         \
		struct copy copied = {};                                                           \
		u32 all = bpf_core_type_size(type);                                                \
                                                                                                   \
		bpf_probe_read_kernel(&copied, all < sizeof(copied) ? all : sizeof(copied), from); \
		copied;                                                                            \
	})

/* A 32-bit word at this offset of what was copied from there. */
static __always_inline u32 word_at(const struct copy *copy, const void *from, u32 offset)
{
	u32 word = 0;

	if (offset <= sizeof(*copy) - sizeof(word))
		return *(const u32 *)((const char *)copy + offset);
	bpf_probe_read_kernel(&word, sizeof(word), from + offset);
	return word;
}

/* Two of them: capabilities are one 64-bit word since 6.3, two of 32 bits before, the same on little endian. */
static __always_inline u64 long_at(const struct copy *copy, const void *from, u32 offset)
{
	return word_at(copy, from, offset) | (u64)word_at(copy, from, offset + sizeof(u32)) << 32;
}

/* A pointer of what was copied from there. */
#define POINTER_AT(copy, from, type, field)                                                        \
	((typeof(((type *)0)->field))long_at(&(copy), from, bpf_core_field_offset(type, field)))

#endif
