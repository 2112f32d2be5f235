/* SPDX-License-Identifier: MIT */
#ifndef CTRACK_SMALL_BTF_H
#define CTRACK_SMALL_BTF_H

struct btf;
struct kernel_types;

/*
 * Writes the part of the kernel's BTF that `program` (the BTF of a BPF object) refers to into a file. Returns 0 or
 * -errno.
 *
 * libbpf looks through all 140,000 types of a kernel for each type that an object names, which takes
 * longer than loading the programs. In a copy that holds nothing else it finds them at once.
 */
int write_small_btf(const struct kernel_types *kernel, const struct btf *program, int fd);

#endif
