import type { Pattern } from "./pattern.ts";
import { BUILDKIT } from "./patterns/buildkit.ts";
import { CLOUD_FOUNDRY } from "./patterns/cloud_foundry.ts";
import { CONMON } from "./patterns/conmon.ts";
import { CONTAINERD } from "./patterns/containerd.ts";
import { CRIO } from "./patterns/crio.ts";
import { DOCKER } from "./patterns/docker.ts";
import { ECS } from "./patterns/ecs.ts";
import { KUBERNETES } from "./patterns/kubernetes.ts";
import { LIBVIRT } from "./patterns/libvirt.ts";
import { LXC } from "./patterns/lxc.ts";
import { NSPAWN } from "./patterns/nspawn.ts";
import { PODMAN } from "./patterns/podman.ts";
import { UNNAMED } from "./patterns/unnamed.ts";

/**
 * All patterns; the first that fits a segment decides. Order matters where one layout is a special
 * case of another: conmon before its engines, BuildKit before docker's bad ids, libvirt before LXC,
 * a pod's bare id before a bare id below `docker`, the unnamed last.
 */
export const PATTERNS: readonly Pattern[] = [
  ...CONMON,
  ...BUILDKIT,
  ...LIBVIRT,
  ...LXC,
  ...PODMAN,
  ...CRIO,
  ...KUBERNETES,
  ...ECS,
  ...CONTAINERD,
  ...DOCKER,
  ...NSPAWN,
  ...CLOUD_FOUNDRY,
  ...UNNAMED,
];
