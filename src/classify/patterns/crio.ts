import type { Pattern } from "../pattern.ts";

/** CRI-O's layouts. */
export const CRIO: readonly Pattern[] = [
  {
    runtime: "CRI-O",
    example:
      "/kubepods/besteffort/pod63b3ebfc-2890-11e9-8154-16bf8ef8d9dc/crio-73bfe475650de66df8e2affdc98d440dcbe84f8df83b6f75a68a82eb7026136a",
    source: "cri-o internal/config/cgmgr: `crio-<id>`, with `.scope` by the systemd manager",
    verdict: "container",
    kind: "crio",
    kubernetesKind: "kubernetes-crio",
    segment: /^crio-([0-9a-f]{64})(?:\.scope)?$/,
  },
  {
    runtime: "CRI-O, bad id",
    example: "/system.slice/crio-990803c383229c9680ce.scope",
    source: "cri-o internal/storage: ids are 64 hex digits",
    verdict: "malformed",
    kind: "unknown",
    segment: /^crio-[^.]*(?:\.scope)?$/,
  },
];
