/* SPDX-License-Identifier: MIT */
/* What the consumer knows of cgroups: whether they are a container's, and their part of a line. */
#ifndef CONSUMER_PLACES_H
#define CONSUMER_PLACES_H

#include <stdbool.h>
#include <stddef.h>

#include "event.h"

struct place {
	struct place *next;
	__u64 id;
	__u32 hierarchy;
	bool is_container;
	size_t length;
	char text[];
};

/* The place of a cgroup that was announced, or nothing. */
const struct place *find_place(__u64 id, __u32 hierarchy);

/* Learns an announced cgroup. Knows one shape of container: `.../docker/<64 hexadecimal digits>`. */
const struct place *learn_place(const struct ctrack_cgroup *record);

void forget_place(__u64 id, __u32 hierarchy);

#endif
