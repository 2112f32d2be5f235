/** A pod's directory: `pod<uid>`, or a slice that ends in `-pod<uid>.slice`. */
const POD = /^(?:.*-)?pod([0-9A-Za-z][0-9A-Za-z_-]*)(?:\.slice)?$/;

/** A UUID, or the 32 hex digits of a static pod; slices have `_` where a UUID has `-`. */
const UID = /^(?:[0-9a-f]{8}(?:[-_][0-9a-f]{4}){3}[-_][0-9a-f]{12}|[0-9a-f]{32})$/;

/**
 * The pod uid that a directory name carries, with dashes; undefined when it is no pod's directory.
 * Below a kubelet's directory any uid counts, elsewhere only one that looks like a uid, since
 * kubelet's root may have any name (`--cgroup-root`) or be cut off by a cgroup namespace.
 * @param kubernetes Whether a kubelet's directory is above.
 */
export function podUid(name: string, kubernetes: boolean): string | undefined {
  if (!name.includes("pod")) return undefined;
  const uid = POD.exec(name)?.[1];
  if (uid === undefined) return undefined;
  return kubernetes || UID.test(uid) || name.includes("kubepods-")
    ? uid.replaceAll("_", "-")
    : undefined;
}

const KUBELET_GROUP = /^(?:.*-)?kubepods(?:-(?:besteffort|burstable|guaranteed))?(?:\.slice)?$/;
const QOS_CLASSES: readonly string[] = ["besteffort", "burstable", "guaranteed"];

/** Whether a directory is kubelet's root or one of its slices, such as `kubelet-kubepods.slice`. */
export function isKubeletGroup(name: string): boolean {
  return name.includes("kubepods") && KUBELET_GROUP.test(name);
}

/** Whether a directory below kubelet's root is a QoS class's. */
export function isQosClass(name: string): boolean {
  return QOS_CLASSES.includes(name);
}
