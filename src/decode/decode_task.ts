import type { Capabilities, Namespaces, Process } from "../model/event.ts";
import { LIMIT, TASK } from "../wire/layout.gen.ts";
import { decodeText } from "./decode_text.ts";
import { Interner } from "./interner.ts";
import { readU32, readU64, type RecordBytes } from "./record_bytes.ts";

/** The kernel's "no login": (uid_t) -1. */
const LOGIN_UNSET = 0xffff_ffff;

const NAMESPACES_SIZE = TASK.ns_uts + 4 - TASK.ns_cgroup;
const CAPABILITIES_SIZE = TASK.cap_permitted + 8 - TASK.cap_effective;

function decodeComm(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return decodeText(end < 0 ? bytes : bytes.subarray(0, end));
}

function decodeNamespaces(bytes: Uint8Array): Namespaces {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const inode = (offset: number) => view.getUint32(offset - TASK.ns_cgroup, true);
  return {
    cgroup: inode(TASK.ns_cgroup),
    ipc: inode(TASK.ns_ipc),
    mnt: inode(TASK.ns_mnt),
    net: inode(TASK.ns_net),
    pid: inode(TASK.ns_pid),
    user: inode(TASK.ns_user),
    uts: inode(TASK.ns_uts),
  };
}

function decodeCapabilities(bytes: Uint8Array): Capabilities {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const set = (offset: number) =>
    view.getBigUint64(offset - TASK.cap_effective, true).toString(16).padStart(16, "0");
  return { effective: set(TASK.cap_effective), permitted: set(TASK.cap_permitted) };
}

const comms = new Interner(decodeComm);
const namespaces = new Interner(decodeNamespaces);
const capabilities = new Interner(decodeCapabilities);

/** The process in the `struct ctrack_task` at `at`. */
export function decodeTask(bytes: RecordBytes, at: number): Process {
  const loginUid = readU32(bytes, at + TASK.login_uid);
  return {
    pid: readU32(bytes, at + TASK.pid),
    tid: readU32(bytes, at + TASK.tid),
    vpid: readU32(bytes, at + TASK.vpid),
    parentPid: readU32(bytes, at + TASK.ppid),
    startTime: readU64(bytes, at + TASK.start_time),
    uid: readU32(bytes, at + TASK.uid),
    gid: readU32(bytes, at + TASK.gid),
    loginUid: loginUid === LOGIN_UNSET ? undefined : loginUid,
    sessionId: readU32(bytes, at + TASK.session),
    tty: readU32(bytes, at + TASK.tty),
    namespaces: namespaces.get(bytes, at + TASK.ns_cgroup, NAMESPACES_SIZE),
    capabilities: capabilities.get(bytes, at + TASK.cap_effective, CAPABILITIES_SIZE),
    command: comms.get(bytes, at + TASK.comm, LIMIT.COMM_LEN),
    cgroup: {
      hierarchy: readU32(bytes, at + TASK.hierarchy),
      id: readU64(bytes, at + TASK.cgroup_id),
    },
  };
}
