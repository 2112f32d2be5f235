import type { HostFiles } from "../../source/host_files.ts";
import { HOST_NAMESPACES, type NamespaceKind, parseNamespaceLink } from "./parse/namespace_link.ts";

/** Which namespace of a kind ctrack runs in. */
export interface OwnNamespace {
  /** Inode number; undefined when the kernel does not tell. */
  readonly inode: number | undefined;
  /** Whether it is the host's; undefined when the kernel does not tell. */
  readonly isHost: boolean | undefined;
}

/** Looks up this process's namespace of a kind. */
export function ownNamespace(files: HostFiles, kind: NamespaceKind): OwnNamespace {
  const { text } = files.link(`/proc/self/ns/${kind}`);
  const inode = text === undefined ? undefined : parseNamespaceLink(text);
  return { inode, isHost: inode === undefined ? undefined : inode === HOST_NAMESPACES[kind] };
}
