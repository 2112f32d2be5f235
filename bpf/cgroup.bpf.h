/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Which cgroup stands for a task, and announcing cgroups to the reader. */
#ifndef CTRACK_CGROUP_H
#define CTRACK_CGROUP_H

#include "core_fixes.bpf.h"
#include "path.bpf.h"
#include "ring.bpf.h"

/* More named v1 hierarchies than a host mounts; bounds the walk. */
#define HIERARCHIES_MAX 32

/* Behind the verdicts: the ring had no room to announce the cgroup. */
#define LOST 0xffU

#define SYSTEMD_NAME 0x00646d6574737973ULL /* "systemd" and its NUL, little endian */

static __always_inline bool is_systemd_root(struct cgroup_root *root)
{
	u64 name = 0;

	bpf_probe_read_kernel(&name, sizeof(name), __builtin_preserve_access_index(&root->name));
	return name == SYSTEMD_NAME;
}

/*
 * Pointers are followed with BPF_CORE_READ and not as typed pointers: up to 6.18 the verifier searches
 * the kernel's whole BTF for each typed hop, and loading takes 300 ms where it takes 20 this way.
 */

/* Where a css_set has the state for a controller, which leads to the cgroup. */
static __always_inline long state_offset(u32 controller)
{
	return bpf_core_field_offset(struct css_set, subsys) + controller * sizeof(void *);
}

/* The cgroup of a v1 controller, or nothing if the controller is v2's or the task is at its root. */
static __always_inline struct cgroup *controller_cgroup(u64 state)
{
	struct cgroup_subsys_state *css = (void *)state;
	struct cgroup *cgroup;

	if (!css)
		return 0;
	cgroup = BPF_CORE_READ(css, cgroup);
	if (BPF_CORE_READ(cgroup, level) > 0 && BPF_CORE_READ(cgroup, root, hierarchy_id))
		return cgroup;
	return 0;
}

/* The cgroup of a link between a css_set and its cgroups, if the hierarchy is systemd's; else 0. */
__noinline u64 systemd_link(u64 entry)
{
	struct cgrp_cset_link *link =
		(void *)entry - bpf_core_field_offset(struct cgrp_cset_link, cgrp_link);
	struct cgroup *cgroup = BPF_CORE_READ(link, cgrp);

	return is_systemd_root(BPF_CORE_READ(cgroup, root)) ? (u64)cgroup : 0;
}

/*
 * The cgroup in the v1 hierarchy that systemd names after itself, of the tasks with this css_set; 0 at its
 * root. Global functions, as the walks of path.bpf.h: the loop is verified once, and each turn of it is short.
 */
__noinline u64 systemd_cgroup(u64 css_set)
{
	struct css_set *set = (void *)css_set;
	struct list_head *head = __builtin_preserve_access_index(&set->cgrp_links);
	struct list_head *entry = BPF_CORE_READ(head, next);
	u64 found = 0;
	int i;

	for (i = 0; i < HIERARCHIES_MAX && entry != head && !found; i++) {
		found = systemd_link((u64)entry);
		entry = BPF_CORE_READ(entry, next);
	}
	return found && BPF_CORE_READ((struct cgroup *)found, level) > 0 ? found : 0;
}

/* Fills the key of a cgroup, and returns its kernfs node. */
static __always_inline u64 cgroup_key_of(struct cgroup *cgroup, struct cgroup_key *key)
{
	struct kernfs_node *node = BPF_CORE_READ(cgroup, kn);

	key->id = BPF_CORE_READ(node, id);
	key->hierarchy = BPF_CORE_READ(cgroup, root, hierarchy_id);
	key->pad = 0;
	return (u64)node;
}

/* Where a task is: what decides which cgroup stands for it, but for `name=systemd`. */
struct place {
	struct css_set *set;
	u64 pids;
	u64 memory;
	u64 unified;
};

static __always_inline void read_place(struct task_struct *task, struct place *place)
{
	struct css_set *set = BPF_CORE_READ(task, cgroups);
	bool has_pids = pids_controller() != NO_CONTROLLER;
	bool has_memory = memory_controller() != NO_CONTROLLER;
	long first = state_offset(has_memory ? memory_controller() : 0);
	struct copy copy;

	/* The two are few controllers apart. */
	COPY_BYTES(&copy, (void *)set + first, bpf_core_type_size(struct css_set) - first);
	place->set = set;
	place->pids = has_pids ? long_at(&copy, sizeof(copy), (void *)set + first,
					 state_offset(pids_controller()) - first)
			       : 0;
	place->memory = has_memory ? long_at(&copy, sizeof(copy), (void *)set + first, 0) : 0;
	place->unified = (u64)BPF_CORE_READ(set, dfl_cgrp);
}

/* Set in what place_cgroup() returns: the cgroup was found without a look at `name=systemd`. */
#define IS_PLAIN 1ULL

/*
 * The cgroup that stands for a task at this place, and whether the place alone decided. A global function, as those
 * above: a program that asks in three ways is checked in half the time.
 *
 * A host that mounts the v1 `pids` or `memory` controller keeps its containers there, while v2 names the
 * daemon's own service (as Docker and containerd with the cgroupfs driver do on hybrid hosts): v1 first,
 * then v2, then v1 `name=systemd`. Where all are at their root, so is the task.
 */
__noinline u64 place_cgroup(u64 css_set, u64 pids, u64 memory, u64 unified)
{
	struct cgroup *cgroup = controller_cgroup(pids);

	if (!cgroup)
		cgroup = controller_cgroup(memory);
	if (!cgroup && BPF_CORE_READ((struct cgroup *)unified, level) > 0)
		cgroup = (void *)unified;
	if (cgroup)
		return (u64)cgroup | IS_PLAIN;
	cgroup = (void *)systemd_cgroup(css_set);
	return cgroup ? (u64)cgroup : unified;
}

/* Fills the key of the cgroup that stands for a task at this place, and returns its kernfs node. */
static __always_inline u64 task_cgroup(struct place *place, struct cgroup_key *key, bool *is_plain)
{
	u64 found = place_cgroup((u64)place->set, place->pids, place->memory, place->unified);

	*is_plain = found & IS_PLAIN;
	return cgroup_key_of((void *)(found & ~IS_PLAIN), key);
}

/* Whether cgroups of this hierarchy can stand for a task. */
static __always_inline bool can_stand(struct cgroup *cgroup)
{
	struct cgroup_root *root = BPF_CORE_READ(cgroup, root);
	u32 controllers = BPF_CORE_READ(root, subsys_mask);

	return BPF_CORE_READ(root, hierarchy_id) == 0 ||
	       (pids_controller() != NO_CONTROLLER && controllers & (1U << pids_controller())) ||
	       (memory_controller() != NO_CONTROLLER &&
		controllers & (1U << memory_controller())) ||
	       is_systemd_root(root);
}

/*
 * Tells the reader about a cgroup. False when the ring had no room: what that loses, the caller counts. A
 * global function: its walk is verified once, not for each way that leads to it.
 */
__noinline int tell_cgroup(u32 program, u64 id, u32 hierarchy, u64 node, u32 action)
{
	struct cgroup_scratch *scratch = bpf_map_lookup_elem(&cgroup_scratches, &program);
	struct ctrack_cgroup *record;
	u32 length;

	if (!scratch)
		return false;
	length = read_cgroup_path(program, scratch, node);
	if (length > sizeof(scratch->path))
		return false;
	record = &scratch->record;
	record->header.kind = CTRACK_CGROUP;
	record->header.flags = scratch->walk.cut ? CTRACK_CUT_PATH : 0;
	if (!(config.kinds & 1U << CTRACK_ATTACH))
		record->header.flags |= CTRACK_FOR_LABELS;
	record->header.size = sizeof(*record) + length;
	record->header.time = bpf_ktime_get_boot_ns();
	record->id = id;
	record->hierarchy = hierarchy;
	record->action = action;
	record->path_len = length;
	record->pad = 0;
	return bpf_ringbuf_output(&events, record, sizeof(*record) + length,
				  wake_flags(&record->header)) == 0;
}

/*
 * The verdict on this cgroup, for an event of `kind`; or CTRACK_LOST. A cgroup that is met for the first time is
 * announced in front of its event and left pending. Where the ring has no room for that, the event is
 * lost with it, and counted: without its cgroup it would pass for one of the host.
 */
static __always_inline u32 cgroup_verdict(u32 program, u32 kind, struct cgroup_key *key, u64 node)
{
	u32 *verdict = bpf_map_lookup_elem(&verdicts, key);
	u32 pending = CTRACK_PENDING;

	if (verdict)
		return *verdict;
	if (!tell_cgroup(program, key->id, key->hierarchy, node, CTRACK_CGROUP_SEEN)) {
		count_lost(kind, 0);
		return LOST;
	}
	bpf_map_update_elem(&verdicts, key, &pending, BPF_NOEXIST);
	return CTRACK_PENDING;
}

/* Whether a mount namespace is the host's, or none, as of a task that has left all namespaces. */
static __always_inline bool is_host_mounts(struct mnt_namespace *mounts)
{
	if (!mounts || (u64)mounts == host_mounts)
		return true;
	if (host_mounts || BPF_CORE_READ(mounts, ns.inum) != config.host_mounts)
		return false;
	host_mounts = (u64)mounts;
	return true;
}

/* The mount namespace among these, or nothing for the host's. Global, as place_cgroup(). */
__noinline u64 proxy_mounts(u64 nsproxy)
{
	struct nsproxy *proxy = (void *)nsproxy;
	struct mnt_namespace *mounts = proxy ? BPF_CORE_READ(proxy, mnt_ns) : 0;

	return is_host_mounts(mounts) ? 0 : (u64)mounts;
}

/* The task's mount namespace, or nothing for the host's. */
static __always_inline struct mnt_namespace *own_mounts(struct task_struct *task)
{
	return (void *)proxy_mounts((u64)BPF_CORE_READ(task, nsproxy));
}

static __always_inline u64 own_mounts_id(struct task_struct *task)
{
	struct mnt_namespace *mounts = own_mounts(task);

	return mounts ? mount_namespace_id(mounts) : 0;
}

/* Whether the task's mount namespace has no verdict yet. */
static __always_inline bool has_unknown_mounts(struct task_struct *task)
{
	struct mnt_namespace *mounts = own_mounts(task);
	u64 id;

	if (!mounts)
		return false;
	id = mount_namespace_id(mounts);
	return !bpf_map_lookup_elem(&namespaces, &id);
}

/* Whether events from this mount namespace are wanted though their cgroup's are not. */
static __always_inline bool are_mounts_wanted(struct mnt_namespace *mounts)
{
	u64 id = mount_namespace_id(mounts);
	u32 *verdict = bpf_map_lookup_elem(&namespaces, &id);

	return !verdict || *verdict != CTRACK_DROP;
}

static __always_inline bool was_judged(const struct judged *last, const struct place *place)
{
	return last->generation == generation && last->pids == place->pids &&
	       last->memory == place->memory && last->unified == place->unified;
}

/* The verdict on the cgroup that stands for a task, as of cgroup_verdict(); fills its key. */
static __always_inline u32 task_verdict(u32 program, u32 kind, struct task_struct *task,
					struct cgroup_key *key)
{
	struct judged *last = bpf_map_lookup_elem(&last_judged, &program);
	u64 now = generation;
	struct place place;
	bool is_plain;
	u32 verdict;
	u64 node;

	if (!last)
		return LOST;
	read_place(task, &place);
	if (was_judged(last, &place)) {
		*key = last->key;
		return last->verdict;
	}
	node = task_cgroup(&place, key, &is_plain);
	verdict = cgroup_verdict(program, kind, key, node);
	if (is_plain && verdict != LOST) {
		last->pids = place.pids;
		last->memory = place.memory;
		last->unified = place.unified;
		last->generation = now;
		last->key = *key;
		last->verdict = verdict;
	}
	return verdict;
}

/* Whether an event of `kind` of this task is wanted; fills the key of its cgroup if so. */
static __always_inline bool is_wanted(u32 program, u32 kind, struct task_struct *task,
				      struct cgroup_key *key)
{
	u32 verdict = task_verdict(program, kind, task, key);
	struct mnt_namespace *mounts;

	if (verdict != CTRACK_DROP)
		return verdict != LOST;
	mounts = own_mounts(task);
	return mounts && are_mounts_wanted(mounts);
}

/* Fills the key of the task's cgroup, announced if need be. False when that was lost. */
static __always_inline bool find_cgroup(u32 program, u32 kind, struct task_struct *task,
					struct cgroup_key *key)
{
	return task_verdict(program, kind, task, key) != LOST;
}

#endif
