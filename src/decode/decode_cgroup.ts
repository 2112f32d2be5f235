import type { CgroupAction, CgroupEvent } from "../model/event.ts";
import { ATTACH, CGROUP, CGROUP_ACTION, HEADER, HEADER_FLAG } from "../wire/layout.gen.ts";
import { decodePath } from "./decode_path.ts";
import { decodeTask } from "./decode_task.ts";
import { readU32, readU64, type RecordBytes } from "./record_bytes.ts";

const ACTIONS: ReadonlyMap<number, CgroupAction> = new Map([
  [CGROUP_ACTION.CGROUP_SEEN, "seen"],
  [CGROUP_ACTION.CGROUP_CREATE, "create"],
  [CGROUP_ACTION.CGROUP_REMOVE, "remove"],
  [CGROUP_ACTION.CGROUP_RELEASE, "release"],
  [CGROUP_ACTION.CGROUP_RENAME, "rename"],
]);

/**
 * A `struct ctrack_cgroup`.
 *
 * @throws {RangeError} when its path lies outside it or its action is none.
 */
export function decodeCgroup(bytes: RecordBytes, at: number, size: number): CgroupEvent {
  const length = readU32(bytes, at + CGROUP.path_len);
  if (CGROUP.size_ + length > size) {
    throw new RangeError(`cgroup record of ${size} bytes names ${CGROUP.size_ + length} bytes`);
  }
  const action = ACTIONS.get(readU32(bytes, at + CGROUP.action));
  if (action === undefined) throw new RangeError("cgroup record with an unknown action");
  const start = at + CGROUP.size_;
  const flags = bytes.u16[(at + HEADER.flags) >>> 1] as number;
  return {
    kind: "cgroup",
    time: readU64(bytes, at + HEADER.time),
    action,
    cgroup: {
      hierarchy: readU32(bytes, at + CGROUP.hierarchy),
      id: readU64(bytes, at + CGROUP.id),
    },
    path: decodePath(bytes.u8.subarray(start, start + length)),
    pathTruncated: (flags & HEADER_FLAG.CUT_PATH) !== 0,
    forLabels: (flags & HEADER_FLAG.FOR_LABELS) !== 0,
    process: undefined,
  };
}

/** A `struct ctrack_attach`: its cgroup was announced before, so it carries no path. */
export function decodeAttach(bytes: RecordBytes, at: number): CgroupEvent {
  const process = decodeTask(bytes, at + ATTACH.task);
  const flags = bytes.u16[(at + HEADER.flags) >>> 1] as number;
  return {
    kind: "cgroup",
    time: readU64(bytes, at + HEADER.time),
    action: "attach",
    cgroup: process.cgroup,
    path: "",
    pathTruncated: false,
    forLabels: (flags & HEADER_FLAG.FOR_LABELS) !== 0,
    process,
  };
}
