import type { Happening } from "../../model/event.ts";
import { pause } from "../api/backoff.ts";
import { Deadline } from "../api/deadline.ts";
import { createDockerApiClient } from "../api/docker_api_client.ts";
import type { RuntimeContainer, RuntimeListener, RuntimeState } from "../runtime_client.ts";
import { isFolder } from "../state_file.ts";
import { ExecExits } from "./exec_exits.ts";
import { ListenerGate } from "./listener_gate.ts";
import type { LoggedStep } from "./log_history.ts";
import { PODMAN_DIALECT } from "./podman_dialect.ts";
import type { PodmanHost } from "./podman_host.ts";
import { PODMAN_LIMITS } from "./podman_limits.ts";
import { findSocket, type PodmanSocket, ROOT_SOCKET, userSocket } from "./podman_socket.ts";
import type { PodmanStorage } from "./podman_storage.ts";
import type { PodmanUser } from "./podman_user.ts";
import type { StoragePlace } from "./storage_place.ts";
import { watchFolder } from "./watch_folder.ts";

/** When to look for what files tell beyond conmon, ms: some 80 lie between the two where there is time. */
const CATCH_UPS_MS = [50, 100] as const;

/** Containers whose files may be waited for at one time. */
const CATCH_UPS_MAX = 256;

/** What is followed, and for whom. */
export interface PodmanFollowingOptions {
  readonly host: PodmanHost;
  readonly listener: RuntimeListener;
  readonly signal: AbortSignal;
  /** Root's own storage. */
  readonly rootPlace: StoragePlace;
  /** Holds each logged-in user's own folder. */
  readonly runFolder: string;
  /** Paths of API sockets; undefined for the default ones. */
  readonly sockets: readonly string[] | undefined;
}

/** One `follow()`: sockets and logs of events that are there, and what they tell, until the signal aborts. */
export class PodmanFollowing {
  readonly #options: PodmanFollowingOptions;
  readonly #gate: ListenerGate;
  /** When it began, ms: older lines of a log are history. */
  readonly #began = performance.now();
  readonly #sockets = new Set<string>();
  readonly #folders = new Set<string>();
  readonly #work = new Set<Promise<unknown>>();
  #catchUps = 0;
  #state: RuntimeState | undefined;

  constructor(options: PodmanFollowingOptions) {
    const { host, listener, signal } = options;
    this.#options = options;
    const execs = new ExecExits();
    const told = {
      update(container: RuntimeContainer): void {
        if (!signal.aborted) listener.update(container);
      },
      removed(id: string): void {
        if (!signal.aborted) listener.removed(id);
      },
      happened(id: string, happening: Happening): void {
        if (!signal.aborted && execs.accept(id, happening)) listener.happened(id, happening);
      },
    };
    this.#gate = new ListenerGate(told, (uid, id) => host.mayTell(uid, id));
  }

  /** Begins; resolves when what is there has been found. Never rejects. */
  async start(): Promise<void> {
    const { host, rootPlace } = this.#options;
    const uids = await host.look();
    const storages = [...host.users].flatMap((user) => [...user.storages]);
    for (const storage of storages) this.#run(this.#followLog(storage));
    // Files answer at all times; without any, only a socket can.
    if (storages.length > 1 || await isFolder(rootPlace.root)) this.#setUp();
    const sockets = await this.#followSockets([0, ...uids]);
    if (sockets > 0) return;
    // A socket that was asked for is missed; one that podman might have is not.
    const [named] = this.#options.sockets ?? [];
    if (named === undefined) this.#setOff("absent", "no podman storage and no socket");
    else this.#setOff("down", `no socket at ${named}`);
  }

  /** Resolves when nothing is left to do after the signal aborted, or after `limitMs`: a disk may hang. */
  async end(limitMs: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, limitMs);
    });
    await Promise.race([Promise.allSettled([...this.#work, this.#gate.settled()]), late]);
    clearTimeout(timer);
  }

  /**
   * A conmon of this user's runs and serves this container: there is a podman, and maybe a socket since. Tells
   * of the container what is known.
   */
  notice(user: PodmanUser, storage: PodmanStorage | undefined, id: string): void {
    this.#setUp();
    if (storage !== undefined) this.#run(this.#followLog(storage));
    this.#run(this.#followSockets([user.uid]));
    this.#run(this.#tell(id));
  }

  /** Tells of a container once more, when its files are there. False when too many wait for that. */
  catchUp(id: string): boolean {
    const { signal } = this.#options;
    if (this.#catchUps >= CATCH_UPS_MAX || signal.aborted) return false;
    this.#catchUps++;
    this.#run(this.#lookAgain(id).finally(() => this.#catchUps--));
    return true;
  }

  async #lookAgain(id: string): Promise<void> {
    for (const ms of CATCH_UPS_MS) {
      await pause(ms, this.#options.signal);
      if (await this.#tell(id)) return;
    }
  }

  /** Tells what a log has; where there is an API, that does. */
  tellStep(uid: number, { id, container, isChange, happening, isRemoval }: LoggedStep): void {
    if (this.#options.host.user(uid)?.hasApi !== false) return;
    // By the clock as it is now: it may have been put back meanwhile.
    const began = Math.floor(Date.now() - (performance.now() - this.#began));
    if ((happening?.epochTime ?? 0n) < BigInt(began) * 1_000_000n) return;
    const told = this.#gate.of(uid);
    if (isChange && container !== undefined) told.update(container);
    if (happening !== undefined) told.happened(id, happening);
    if (isRemoval) told.removed(id);
  }

  /** False where there is more to be told, the image. */
  async #tell(id: string): Promise<boolean> {
    const { host, signal } = this.#options;
    const answer = await host.find(id);
    if (typeof answer === "string" || signal.aborted) return true;
    this.#gate.of(answer.user.uid).update(answer.container);
    return answer.container.image !== undefined;
  }

  /** Keeps what goes on until it has ended; it must not reject. */
  #run(work: Promise<unknown>): void {
    const kept = work.finally(() => this.#work.delete(kept));
    this.#work.add(kept);
  }

  /** Stays so: from then on there is somebody to ask, or files to look at. */
  #setUp(): void {
    if (this.#state === "up" || this.#options.signal.aborted) return;
    this.#state = "up";
    this.#options.listener.state("up");
  }

  #setOff(state: "down" | "absent", reason: string): void {
    if (this.#state !== undefined || this.#options.signal.aborted) return;
    this.#state = state;
    this.#options.listener.state(state, reason);
  }

  /** Follows the sockets that are there; gives how many there are. */
  async #followSockets(uids: readonly number[]): Promise<number> {
    const { sockets, runFolder } = this.#options;
    const paths = sockets ??
      uids.map((uid) => uid === 0 ? ROOT_SOCKET : userSocket(`${runFolder}/${uid}`));
    const found = (await Promise.all(paths.map(findSocket)))
      .filter((socket) => socket !== undefined);
    for (const socket of found) this.#run(this.#followSocket(socket));
    return found.length;
  }

  /** Follows one socket until it is gone. */
  async #followSocket({ path, uid }: PodmanSocket): Promise<void> {
    const { host, signal } = this.#options;
    const user = host.user(uid);
    if (user === undefined || signal.aborted || this.#sockets.has(path)) return;
    if (this.#sockets.size >= PODMAN_LIMITS.sockets) return;
    this.#sockets.add(path);
    using scope = new Deadline(signal);
    const client = createDockerApiClient({
      name: "podman",
      kinds: [],
      socket: path,
      dialect: PODMAN_DIALECT,
      pause: async (ms, aborted) => {
        await pause(ms, aborted);
        if (await findSocket(path) === undefined) scope[Symbol.dispose]();
      },
    });
    const state = (state: RuntimeState, reason = "no answer"): void => {
      user.setApi(path, state === "up" ? client : undefined);
      if (state === "up") this.#setUp();
      else this.#setOff("down", reason);
    };
    await client.follow({ ...this.#gate.of(uid), state }, scope.signal);
    user.setApi(path, undefined);
    this.#sockets.delete(path);
  }

  async #followLog(storage: PodmanStorage): Promise<void> {
    const path = storage.logFolder;
    if (path === undefined || this.#folders.has(path)) return;
    if (this.#folders.size >= PODMAN_LIMITS.watchers) return;
    this.#folders.add(path);
    const { signal } = this.#options;
    await watchFolder(path, PODMAN_LIMITS.logPauseMs, signal, () => storage.readLog());
    this.#folders.delete(path);
  }
}
