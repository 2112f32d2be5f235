/**
 * Inode numbers of the namespaces that the kernel starts with, the same on every host
 * (`include/linux/proc_ns.h`, PROC_*_INIT_INO).
 */
export const HOST_NAMESPACES = {
  cgroup: 0xeffffffb,
  pid: 0xeffffffc,
  user: 0xeffffffd,
} as const;

/** A kind of namespace that matters here. */
export type NamespaceKind = keyof typeof HOST_NAMESPACES;

/** The inode number in the target of `/proc/PID/ns/KIND`, such as `pid:[4026531836]`. */
export function parseNamespaceLink(target: string): number | undefined {
  const inode = /^\w+:\[(\d+)\]$/.exec(target)?.[1];
  return inode === undefined ? undefined : Number(inode);
}
