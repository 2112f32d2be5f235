import type {
  Capabilities,
  CgroupKey,
  Credentials,
  Namespaces,
  Origin,
  Process,
} from "../model/event.ts";
import { LIMIT, TASK, TASK_FLAG } from "../wire/layout.gen.ts";
import { decodeText } from "./decode_text.ts";
import { Interner } from "./interner.ts";
import { readU32, readU64, type RecordBytes } from "./record_bytes.ts";

/** The kernel's "no login": (uid_t) -1. */
const LOGIN_UNSET = 0xffff_ffff;

/** What lies side by side in `struct ctrack_task` and is the same for most processes of a container. */
const CREDENTIALS_SIZE = TASK.ns_uts + 4 - TASK.uid;
const CONFINEMENT_SIZE = TASK.hierarchy + 4 - TASK.cgroup_id;
const ORIGIN_SIZE = TASK.parent_comm + LIMIT.COMM_LEN - TASK.parent_cgroup_id;

interface Confinement {
  readonly cgroup: CgroupKey;
  readonly capabilities: Capabilities;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function decodeComm(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return decodeText(end < 0 ? bytes : bytes.subarray(0, end));
}

function decodeCredentials(bytes: Uint8Array): Credentials {
  const view = viewOf(bytes);
  const field = (offset: number) => view.getUint32(offset - TASK.uid, true);
  const loginUid = field(TASK.login_uid);
  const namespaces: Namespaces = {
    cgroup: field(TASK.ns_cgroup),
    ipc: field(TASK.ns_ipc),
    mnt: field(TASK.ns_mnt),
    net: field(TASK.ns_net),
    pid: field(TASK.ns_pid),
    user: field(TASK.ns_user),
    uts: field(TASK.ns_uts),
  };
  return {
    uid: field(TASK.uid),
    gid: field(TASK.gid),
    loginUid: loginUid === LOGIN_UNSET ? undefined : loginUid,
    sessionId: field(TASK.session),
    tty: field(TASK.tty),
    namespaces,
  };
}

function decodeConfinement(bytes: Uint8Array): Confinement {
  const view = viewOf(bytes);
  const set = (offset: number) =>
    view.getBigUint64(offset - TASK.cgroup_id, true).toString(16).padStart(16, "0");
  return {
    cgroup: {
      hierarchy: view.getUint32(TASK.hierarchy - TASK.cgroup_id, true),
      id: Number(view.getBigUint64(0, true)),
    },
    capabilities: { effective: set(TASK.cap_effective), permitted: set(TASK.cap_permitted) },
  };
}

function decodeOrigin(bytes: Uint8Array): Origin {
  const view = viewOf(bytes);
  const number = (offset: number) =>
    Number(view.getBigUint64(offset - TASK.parent_cgroup_id, true));
  return {
    cgroup: {
      hierarchy: view.getUint32(TASK.parent_hierarchy - TASK.parent_cgroup_id, true),
      id: number(TASK.parent_cgroup_id),
    },
    mountNamespace: number(TASK.parent_mount_ns),
    command: decodeComm(bytes.subarray(TASK.parent_comm - TASK.parent_cgroup_id)),
  };
}

const comms = new Interner(decodeComm);
const credentials = new Interner(decodeCredentials);
const confinements = new Interner(decodeConfinement);
const origins = new Interner(decodeOrigin);

/** The process in the `struct ctrack_task` at `at`. */
export function decodeTask(bytes: RecordBytes, at: number): Process {
  const { cgroup, capabilities } = confinements.get(
    bytes,
    at + TASK.cgroup_id,
    CONFINEMENT_SIZE,
  );
  const flags = readU32(bytes, at + TASK.flags);
  return {
    pid: readU32(bytes, at + TASK.pid),
    tid: readU32(bytes, at + TASK.tid),
    vpid: readU32(bytes, at + TASK.vpid),
    parentPid: readU32(bytes, at + TASK.ppid),
    startTime: readU64(bytes, at + TASK.start_time),
    parentStartTime: readU64(bytes, at + TASK.parent_start),
    mountNamespace: readU64(bytes, at + TASK.mount_ns),
    origin: (flags & TASK_FLAG.TASK_ELSEWHERE) === 0
      ? undefined
      : origins.get(bytes, at + TASK.parent_cgroup_id, ORIGIN_SIZE),
    hasExeced: (flags & TASK_FLAG.TASK_NO_EXEC) === 0,
    credentials: credentials.get(bytes, at + TASK.uid, CREDENTIALS_SIZE),
    capabilities,
    command: comms.get(bytes, at + TASK.comm, LIMIT.COMM_LEN),
    cgroup,
  };
}
