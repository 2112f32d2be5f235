/* SPDX-License-Identifier: MIT */
#ifndef CTRACK_SMALL_BTF_H
#define CTRACK_SMALL_BTF_H

struct btf;

/*
 * Writes the part of the running kernel's BTF that `program` (the BTF of a BPF object) refers to into
 * anonymous memory. Returns its file descriptor, or -errno.
 *
 * libbpf looks through all 140,000 types of a kernel for each type that an object names, which takes
 * longer than loading the programs. In a copy that holds nothing else it finds them at once.
 */
int small_btf(const struct btf *program);

#endif
