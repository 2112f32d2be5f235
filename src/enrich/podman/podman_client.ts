import type { Helper } from "../helper/helper.ts";
import type {
  RuntimeClient,
  RuntimeContainer,
  RuntimeListener,
  Unanswered,
} from "../runtime_client.ts";
import type { UserFiles } from "./find_user_places.ts";
import { untilAborted } from "../until_aborted.ts";
import { PodmanFollowing } from "./podman_following.ts";
import { PodmanHost } from "./podman_host.ts";
import { PODMAN_LIMITS } from "./podman_limits.ts";
import { PodmanStorage } from "./podman_storage.ts";
import { readConmon } from "./read_conmon.ts";
import { ROOT_PLACE, type StoragePlace } from "./storage_place.ts";

/** Settings of {@link createPodmanClient}. */
export interface PodmanClientOptions {
  /** Paths of API sockets; none is looked for elsewhere then. @default root's, and each user's */
  readonly sockets?: readonly string[] | undefined;
  /** Root's own storage. @default ROOT_PLACE */
  readonly rootPlace?: StoragePlace;
  /** Where users are listed. @default the host's */
  readonly userFiles?: UserFiles;
}

type Answer = RuntimeContainer | Unanswered;

/**
 * Makes a client for all podmans of this host, root's and users', with sockets or without; nothing is opened
 * before a call. One `follow()` at a time. It is up as soon as there is any podman to be seen.
 */
export function createPodmanClient(options: PodmanClientOptions = {}): RuntimeClient {
  const { rootPlace = ROOT_PLACE, userFiles = {}, sockets } = options;
  const { runFolder = "/run/user" } = userFiles;
  let following: PodmanFollowing | undefined;
  let lookups = 0;
  const host = new PodmanHost({
    userFiles,
    makeStorage: (place) =>
      new PodmanStorage(place, (step) => following?.tellStep(place.uid, step)),
  });

  host.root.storage(rootPlace);

  async function follow(listener: RuntimeListener, signal: AbortSignal): Promise<void> {
    const ended = untilAborted(signal);
    following = new PodmanFollowing({ host, listener, signal, rootPlace, runFolder, sockets });
    const now = following;
    await now.start();
    await ended;
    following = undefined;
    await now.end(PODMAN_LIMITS.lookupMs);
  }

  async function lookup(id: string, claimedBy?: number): Promise<Answer> {
    const answer = await host.find(id);
    if (typeof answer === "string") return answer;
    const { user, container } = answer;
    if (claimedBy !== undefined && user.uid !== claimedBy) return "none";
    // conmon's word alone: on a busy host its files may be a moment behind.
    const isPartial = container.image === undefined && following?.catchUp(id) === true;
    return isPartial ? { ...container, isPartial } : container;
  }

  async function inspect(id: string): Promise<Answer> {
    const answer = await host.find(id);
    if (typeof answer === "string") return answer;
    const inspected = await answer.user.ask(id, "inspect");
    return typeof inspected === "object" ? { ...answer.container, ...inspected } : answer.container;
  }

  async function within(ms: number, ask: (id: string) => Promise<Answer>, id: string) {
    if (lookups >= PODMAN_LIMITS.lookups) return "no answer";
    lookups++;
    // What hangs keeps its place until it answers, so that no more than these hang.
    const asked = ask(id).finally(() => lookups--);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<Answer>((resolve) => {
      timer = setTimeout(() => resolve("no answer"), ms);
    });
    return await Promise.race([asked, late]).finally(() => clearTimeout(timer));
  }

  function noticed(helper: Helper): void {
    const conmon = readConmon(helper);
    const user = conmon === undefined ? undefined : host.user(helper.uid);
    if (conmon === undefined || user === undefined || !user.claim(conmon)) return;
    const storage = conmon.place === undefined ? undefined : user.storage(conmon.place);
    following?.notice(user, storage, conmon.id);
  }

  return {
    name: "podman",
    kinds: ["podman", "unknown"],
    follow,
    noticed,
    knowsUsers: true,
    lookup: (id, context) =>
      within(PODMAN_LIMITS.lookupMs, (asked) => lookup(asked, context?.claimedBy), id),
    inspect: (id) => within(PODMAN_LIMITS.inspectMs, inspect, id),
  };
}
