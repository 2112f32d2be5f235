import type { Container } from "../model/container.ts";
import type { Owner, OwnerKind } from "../model/owner.ts";
import type { Named } from "./name_pattern.ts";

/**
 * Kinds whose containers keep their name for life: the container runtime interface (CRI) has no
 * call to rename. Docker, podman and nerdctl (kind `containerd`) can.
 */
const UNRENAMABLE: ReadonlySet<OwnerKind> = new Set([
  "crio",
  "kubernetes-crio",
  "kubernetes-containerd",
]);

/** Docker and its relatives use random ids of 64 digits; elsewhere the id is a name people gave. */
const RANDOM_ID = /^[0-9a-f]{32,}$/;

/**
 * What `--container` looks at: name and id, and an id that is a name (LXC, nspawn) as a name. The same of the
 * containers around it: whoever makes cgroups in a container, under whatever names, is inside it all the same.
 */
export function containerNames(owner: Owner | undefined, container: Container | undefined): Named {
  const id = container?.id ?? owner?.containerId;
  const name = container?.name;
  const names = [...name === undefined ? [] : [name], ...container?.around ?? []];
  if (id === undefined) return { names, final: false };
  const outer = container?.nesting ?? owner?.nesting.map((level) => level.containerId) ?? [];
  for (const each of [id, ...outer]) if (!RANDOM_ID.test(each)) names.push(each);
  if (outer.length > 0) return { names, final: false, id, outer };
  const kind = owner?.kind ?? container?.kind;
  const final = name !== undefined && kind !== undefined && UNRENAMABLE.has(kind);
  return { names, final, id };
}

/** What `--image` looks at: the reference, without digest, without tag, without Docker's defaults. */
export function imageNames(container: Container | undefined): Named {
  const image = container?.image;
  if (image === undefined) return { names: [], final: false };
  const noDigest = image.replace(/@[^@]*$/, "");
  const noTag = noDigest.replace(/:[^:/]*$/, "");
  const whole = [image, noDigest, noTag];
  const short = whole.map((name) => name.replace(/^(index\.)?docker\.io\//, ""))
    .flatMap((name) => [name, name.replace(/^library\//, "")]);
  // A container's image is set for life.
  return { names: [...new Set([...whole, ...short])], final: true };
}

/**
 * What `--pod` looks at: the pod's name and uid. A pod is never renamed, so with its name known all is;
 * before, whether a container is in a pod may still be learnt.
 */
export function podNames(owner: Owner | undefined, container: Container | undefined): Named {
  const { name, uid = owner?.podUid } = container?.pod ?? {};
  const names = [name, uid].filter((each) => each !== undefined);
  return { names, final: name !== undefined && uid !== undefined };
}

/** What `--namespace` looks at: the pod's Kubernetes namespace, which a pod has for life. */
export function namespaceNames(container: Container | undefined): Named {
  const namespace = container?.pod?.namespace;
  return namespace === undefined
    ? { names: [], final: false }
    : { names: [namespace], final: true };
}

/** What `--runtime` looks at: the runtime that answered for it, and the kind that the path tells. */
export function runtimeNames(owner: Owner | undefined, container: Container | undefined): Named {
  const runtime = container?.runtime;
  const kind = owner?.kind ?? container?.kind;
  const names = [runtime, kind].filter((name) => name !== undefined);
  // Whoever was asked by the CRI may tell its own name later.
  return { names, final: runtime !== undefined && runtime !== "cri" };
}
