import { boundedText, field } from "../api/json_fields.ts";
import { claimedId } from "../helper/claimed_text.ts";
import type { Helper } from "../helper/helper.ts";
import { helperDriver } from "../helper/helper_driver.ts";
import type { HostAccess } from "../host_access.ts";
import { InFlight } from "../in_flight.ts";
import { readLabels } from "../labels/read_labels.ts";
import type {
  LookupContext,
  RunningContainer,
  RuntimeClient,
  RuntimeContainer,
  Unanswered,
} from "../runtime_client.ts";
import { isFolder } from "../state_file.ts";
import { untilAborted } from "../until_aborted.ts";
import type { OciState } from "./oci_state.ts";
import { listOciIds, readOciState } from "./read_oci_state.ts";
import { runsStill } from "./runs_still.ts";
import { type StateFolder, StateFolders } from "./state_folders.ts";
import { STATE_LAYOUTS, type StateLayout } from "./state_layout.ts";

/** Longest image reference: 255 for the repository, 128 for the tag, 71 for the digest. */
const IMAGE_MAX = 512;

/** Lookups that run at one time; more are refused: they wait for the disk behind each other. */
const LOOKUPS_MAX = 64;

/** The image's name, as umoci, buildah and skopeo annotate it (OCI image-spec, annotations.md). */
const IMAGE_ANNOTATION = "org.opencontainers.image.ref.name";

/** Settings of {@link createOciRuntimeClient}. */
export interface OciRuntimeClientOptions {
  readonly host: HostAccess;
  /** Root's state folder. @default the runtime's own */
  readonly folder?: string;
  /** Holds each logged-in user's own folder. @default "/run/user" */
  readonly runFolder?: string;
}

/** The client of a runtime that has no daemon. */
export interface OciRuntimeClient extends RuntimeClient {
  noticed(helper: Helper): void;
  /** All that run now, for the start: their cgroups' paths may be any at all. Never rejects. */
  running(): Promise<readonly RunningContainer[]>;
}

/**
 * Makes a client for the containers that somebody runs by hand with an OCI runtime. What a daemon drives is the
 * daemon's, though podman and CRI-O keep theirs in the same folders: it is told by its bundle.
 * @param runtime One of the names in {@link STATE_LAYOUTS}.
 */
export function createOciRuntimeClient(
  runtime: string,
  options: OciRuntimeClientOptions,
): OciRuntimeClient {
  const layout = STATE_LAYOUTS.find((known) => known.runtime === runtime);
  if (layout === undefined) throw new RangeError(`no state files are known of ${runtime}`);
  const { host, folder = layout.folder, runFolder } = options;
  const folders = new StateFolders(folder, runFolder);
  const lookups = new InFlight(LOOKUPS_MAX);

  async function lookup(
    id: string,
    context?: LookupContext,
  ): Promise<RuntimeContainer | Unanswered> {
    if (claimedId(id) === undefined) return "none";
    return await lookups.ask(async () => {
      for (const place of folders.of(context?.claimedBy ?? 0)) {
        const state = await readOciState(layout as StateLayout, place, id);
        if (state !== undefined && !isDriven(place, state)) return containerOf(host, id, state);
      }
      return "none";
    });
  }

  async function running(): Promise<readonly RunningContainer[]> {
    const found = new Map<string, RunningContainer>();
    // A user's file may name any process: those are known by their helpers only.
    for (const place of folders.of(0)) {
      for (const id of await listOciIds(layout as StateLayout, place)) {
        if (found.has(id) || claimedId(id) === undefined) continue;
        const state = await readOciState(layout as StateLayout, place, id);
        if (state === undefined || isDriven(place, state) || !runsStill(host, state)) continue;
        found.set(id, { container: containerOf(host, id, state), pid: state.pid });
      }
    }
    return [...found.values()];
  }

  return {
    name: runtime,
    idIsName: true,
    knowsUsers: true,
    // Only runc-<id>.scope and its like have the id in their path; any path at all may be asked for.
    kinds: ["unknown"],
    async follow(listener, signal) {
      if (await isFolder(folder)) listener.state("up");
      else listener.state("absent", `no folder ${folder}`);
      await untilAborted(signal);
    },
    lookup,
    running,
    noticed({ uid, claim }) {
      if (claim.runtime !== runtime || claim.stateFolder === undefined) return;
      folders.add(claim.stateFolder, uid);
    },
  };
}

/** Whether a daemon has the runtime run this container. */
function isDriven({ path }: StateFolder, { bundle }: OciState): boolean {
  return helperDriver(bundle, path) !== undefined;
}

function containerOf(host: HostAccess, id: string, state: OciState): RuntimeContainer {
  const { annotations, createdAt } = state;
  const image = boundedText(field(annotations, IMAGE_ANNOTATION), IMAGE_MAX);
  const read = readLabels(annotations);
  return {
    id,
    name: id,
    ...read,
    ...image === undefined ? {} : { image },
    ...createdAt === undefined ? {} : { createdAt },
    state: runsStill(host, state) ? "running" : "exited",
  };
}
