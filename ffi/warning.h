/* SPDX-License-Identifier: MIT */
#ifndef CTRACK_WARNING_H
#define CTRACK_WARNING_H

/* The first warning of libbpf on this thread since the last one was forgotten: the part of an error that errno does not tell. */

/* Has libbpf's warnings kept, and nothing printed. Forgets the one before. */
void keep_warnings(void);

void forget_warning(void);

/* A warning of our own, in place of what libbpf would say. */
void warn_missing(const char *name);

/* Empty if there was none. */
const char *last_warning(void);

#endif
