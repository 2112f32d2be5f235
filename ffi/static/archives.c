// SPDX-License-Identifier: MIT
/*
 * What the archives of libbpf and libelf need to live in a shared object. Distributions compile them for
 * programs: position-independent, but with thread-local variables and the C library's data at fixed distances.
 */
#include <stdio.h>

/* In place of libelf's elf_error.o, whose variables are those of a program's own threads. */
static __thread int last_error;

void __libelf_seterrno(int value);
int elf_errno(void);
const char *elf_errmsg(int error);

void __libelf_seterrno(int value)
{
	last_error = value;
}

int elf_errno(void)
{
	int error = last_error;

	last_error = 0;
	return error;
}

const char *elf_errmsg(int error)
{
	(void)error;
	return "not the ELF file that it should be";
}

/* libbpf prints here unless it is given a function to print with, which it is before anything else. */
#undef stderr
FILE *stderr;
