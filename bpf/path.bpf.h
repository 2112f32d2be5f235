/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Paths of any depth on verifiers of any age. A global function is verified once, on its own, and what calls
 * it in a loop pays for a few instructions a turn: three loops within each other, of 8, 16 and 16 turns, load
 * in a hundredth of the time that one loop over 2,048 components would take, were it not refused.
 */
#ifndef CTRACK_PATH_H
#define CTRACK_PATH_H

#include "copy.bpf.h"
#include "core_fixes.bpf.h"
#include "maps.bpf.h"

#define NOT_UNROLLED _Pragma("clang loop unroll(disable)")

#define COMPONENTS 8
#define CHUNKS 16
#define ROUNDS (CTRACK_PATH_MAX / 2 / CHUNKS / COMPONENTS)

/* Appends one component; marks the walk as cut when there is no room. False ends the walk. */
static __always_inline bool push_component(struct walk *walk, char *buffer, u32 buffer_size,
					   const void *name)
{
	u64 offset = walk->offset;
	long length;

	if (offset >= walk->limit || offset > buffer_size - COMPONENT_MAX) {
		walk->cut = 1;
		return false;
	}
	length = bpf_probe_read_kernel_str(buffer + offset, COMPONENT_MAX, name);
	if (length <= 0) {
		walk->cut = 1;
		return false;
	}
	walk->offset = offset + length;
	return true;
}

/* A root that is no mount's root: an anonymous file, which has a name, or a directory cut off. */
static __always_inline void push_detached(struct walk *walk, char *buffer, u32 buffer_size,
					  struct dentry *dentry)
{
	const unsigned char *name = BPF_CORE_READ(dentry, d_name.name);
	char first = '/';

	bpf_probe_read_kernel(&first, sizeof(first), name);
	if (first != '/')
		push_component(walk, buffer, buffer_size, name);
}

static __always_inline void enter_mount(struct walk *walk, u64 mount)
{
	walk->mount = mount;
	walk->root = (u64)BPF_CORE_READ((struct mount *)mount, mnt.mnt_root);
}

/* Up to COMPONENTS components of the dentry walk in exec_scratch(program). */
__noinline int walk_dentries(u32 program)
{
	struct exec_scratch *scratch = exec_scratch(program);
	struct walk *walk;
	int i;

	if (!scratch)
		return 0;
	walk = &scratch->walk;
	NOT_UNROLLED
	for (i = 0; i < COMPONENTS && !walk->done; i++) {
		struct dentry *dentry = (struct dentry *)walk->node;
		struct mount *mount = (struct mount *)walk->mount;
		struct dentry *parent;
		struct short_copy copy;

		if (walk->node == walk->root) {
			struct mount *above = BPF_CORE_READ(mount, mnt_parent);

			if (above == mount) {
				walk->done = 1;
				break;
			}
			walk->node = (u64)BPF_CORE_READ(mount, mnt_mountpoint);
			enter_mount(walk, (u64)above);
			continue;
		}
		COPY_OF(&copy, struct dentry, dentry);
		parent = POINTER_OF(copy, dentry, struct dentry, d_parent);
		if (dentry == parent) {
			push_detached(walk, scratch->data, sizeof(scratch->data), dentry);
			walk->done = 1;
			break;
		}
		if (!push_component(walk, scratch->data, sizeof(scratch->data),
				    POINTER_OF(copy, dentry, struct dentry, d_name.name))) {
			walk->done = 1;
			break;
		}
		walk->node = (u64)parent;
	}
	return 0;
}

/* Up to CHUNKS runs of walk_dentries(). */
__noinline int walk_many_dentries(u32 program)
{
	struct exec_scratch *scratch = exec_scratch(program);
	int i;

	if (!scratch)
		return 0;
	NOT_UNROLLED
	for (i = 0; i < CHUNKS && !scratch->walk.done; i++)
		walk_dentries(program);
	return 0;
}

/* Up to ROUNDS runs of walk_many_dentries(). */
__noinline int walk_all_dentries(u32 program)
{
	struct exec_scratch *scratch = exec_scratch(program);
	int i;

	if (!scratch)
		return 0;
	NOT_UNROLLED
	for (i = 0; i < ROUNDS && !scratch->walk.done; i++)
		walk_many_dentries(program);
	return 0;
}

/* Up to COMPONENTS components of the kernfs walk in cgroup_scratches[program]. */
__noinline int walk_kernfs(u32 program)
{
	struct cgroup_scratch *scratch = bpf_map_lookup_elem(&cgroup_scratches, &program);
	struct walk *walk;
	int i;

	if (!scratch)
		return 0;
	walk = &scratch->walk;
	NOT_UNROLLED
	for (i = 0; i < COMPONENTS && !walk->done; i++) {
		struct kernfs_node *node = (struct kernfs_node *)walk->node;
		u64 parent = kernfs_parent(walk->node);

		/* The root has neither parent nor name. */
		if (!parent || !push_component(walk, scratch->path, sizeof(scratch->path),
					       BPF_CORE_READ(node, name))) {
			walk->done = 1;
			break;
		}
		walk->node = parent;
	}
	return 0;
}

/* Up to CHUNKS runs of walk_kernfs(). */
__noinline int walk_many_kernfs(u32 program)
{
	struct cgroup_scratch *scratch = bpf_map_lookup_elem(&cgroup_scratches, &program);
	int i;

	if (!scratch)
		return 0;
	NOT_UNROLLED
	for (i = 0; i < CHUNKS && !scratch->walk.done; i++)
		walk_kernfs(program);
	return 0;
}

/* Up to ROUNDS runs of walk_many_kernfs(). */
__noinline int walk_all_kernfs(u32 program)
{
	struct cgroup_scratch *scratch = bpf_map_lookup_elem(&cgroup_scratches, &program);
	int i;

	if (!scratch)
		return 0;
	NOT_UNROLLED
	for (i = 0; i < ROUNDS && !scratch->walk.done; i++)
		walk_many_kernfs(program);
	return 0;
}

/*
 * Writes the components of a path at `offset` of the scratch data. Returns their length in bytes;
 * walk.cut tells whether the path goes on.
 */
static __always_inline u32 read_path(u32 program, struct exec_scratch *scratch, u64 mount,
				     u64 dentry, u32 offset)
{
	struct walk *walk = &scratch->walk;

	walk->node = dentry;
	/* The kernel embeds the public part of a mount in the private one. */
	enter_mount(walk, mount - bpf_core_field_offset(struct mount, mnt));
	walk->offset = offset;
	walk->limit = offset + CTRACK_PATH_MAX;
	walk->done = !dentry || !mount;
	walk->cut = 0;
	walk_all_dentries(program);
	walk->cut |= !walk->done;
	return walk->offset - offset;
}

/* Writes the components of a cgroup's path into the scratch space. Returns their length. */
static __always_inline u32 read_cgroup_path(u32 program, struct cgroup_scratch *scratch, u64 node)
{
	struct walk *walk = &scratch->walk;

	walk->node = node;
	walk->offset = 0;
	walk->limit = CTRACK_PATH_MAX;
	walk->done = !node;
	walk->cut = 0;
	walk_all_kernfs(program);
	walk->cut |= !walk->done;
	return walk->offset;
}

#endif
