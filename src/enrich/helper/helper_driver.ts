import { claimedId } from "./claimed_text.ts";

/** Who drives an OCI runtime, as its paths tell. */
export interface HelperDriver {
  /** As in `container.runtime`. */
  readonly runtime: string;
  /** containerd's. */
  readonly namespace?: string;
  /** Set where the path ends in it. */
  readonly containerId?: string;
}

interface DriverRow {
  readonly source: string;
  readonly path: RegExp;
  readonly runtime: string;
}

/** Paths of bundles and state folders; named groups `namespace` and `id`. */
const DRIVERS: readonly DriverRow[] = [
  {
    source:
      "moby daemon/runtime_unix.go: `<exec root>/runtime-<name>/moby`; containerd's folders of the " +
      "namespaces `moby` and `plugins.moby`",
    path:
      /\/(?:runtime-[^/]+|io\.containerd\.runtime\.v[12]\.[a-z]+|runc)\/(?:plugins\.)?moby(?:\/(?<id>[^/]+))?$/,
    runtime: "docker",
  },
  {
    source:
      "containerd runtime/v2/bundle.go: `<state>/io.containerd.runtime.v2.task/<namespace>/<id>`",
    path: /\/io\.containerd\.runtime\.v[12]\.[a-z]+\/(?<namespace>[^/]+)\/(?<id>[^/]+)$/,
    runtime: "containerd",
  },
  {
    source: "containerd runtime/v2/runc: `--root /run/containerd/runc/<namespace>`",
    path: /\/containerd\/(?:runc|runsc|crun)\/(?<namespace>[^/]+)$/,
    runtime: "containerd",
  },
  {
    source:
      "cri-o: `--root /run/runc`, bundle `/run/containers/storage/<driver>-containers/<id>/userdata`",
    path: /^(?:\/var)?\/run\/containers\/storage\/[a-z]+-containers\/(?<id>[^/]+)\/userdata$/,
    runtime: "crio",
  },
  {
    source: "podman 4.3, run here: `<graph root>/<driver>-containers/<id>/userdata`",
    path: /\/[a-z]+-containers\/(?<id>[^/]+)\/userdata$/,
    runtime: "podman",
  },
  {
    source:
      "buildkit executor/runcexecutor: bundle `<root>/executor/<id>`, in dockerd below `buildkit`",
    path: /\/(?:buildkit\/|runc-[a-z]+\/)executor\/(?<id>[^/]+)$/,
    runtime: "buildkit",
  },
];

/** The daemon to whose paths one of these belongs; undefined for a runtime that somebody runs by hand. */
export function helperDriver(...paths: readonly (string | undefined)[]): HelperDriver | undefined {
  for (const path of paths) {
    if (path === undefined) continue;
    for (const { path: pattern, runtime } of DRIVERS) {
      const found = pattern.exec(path);
      if (found === null) continue;
      const containerId = claimedId(found.groups?.["id"]);
      const namespace = found.groups?.["namespace"];
      return {
        runtime,
        ...(namespace === undefined ? {} : { namespace }),
        ...(containerId === undefined ? {} : { containerId }),
      };
    }
  }
  return undefined;
}
