/* SPDX-License-Identifier: MIT */
#ifndef CTRACK_FUZZ_CHECK_H
#define CTRACK_FUZZ_CHECK_H

#include <stdio.h>
#include <stdlib.h>

/* What must hold; the fuzzer keeps the input for which it does not. */
#define CHECK(holds)                                                                               \
	do {                                                                                       \
		if (!(holds)) {                                                                    \
			fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #holds);        \
			abort();                                                                   \
		}                                                                                  \
	} while (0)

#endif
