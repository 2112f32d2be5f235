import type { Pattern, Place } from "../pattern.ts";

/** Groups that Garden's CPU throttling puts between. */
const SHARES: readonly string[] = ["good", "bad"];

function belowGarden(place: Place): boolean {
  return place.parent === "garden" ||
    (SHARES.includes(place.parent) && place.above.at(-2) === "garden");
}

/** Cloud Foundry's runtimes: Garden for applications and Concourse, BPM for BOSH jobs. */
export const CLOUD_FOUNDRY: readonly Pattern[] = [
  {
    runtime: "Garden",
    example: "/system.slice/garden.service/garden/6f265890-5165-7fab-6b52-18d1",
    source: "guardian rundmc/cgroups: `garden/[good|bad/]<handle>`; handles end in four or five " +
      "groups of a GUID",
    verdict: "container",
    kind: "garden",
    segment: /^((?:[0-9A-Za-z_-]+-)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{4,12})$/,
    where: belowGarden,
  },
  {
    runtime: "BPM",
    example: "/system.slice/bpm-router-gorouter.scope",
    source: "bpm-release src/bpm/runc/lifecycle: container id `bpm-<job>-<process>`",
    verdict: "container",
    kind: "bpm",
    segment: /^bpm-([^.]+)(?:\.scope)?$/,
  },
];
