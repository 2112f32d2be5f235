import { isContainerId } from "../api/container_fields.ts";
import type { RuntimeContainer, Unanswered } from "../runtime_client.ts";
import { findUserPlaces, type UserFiles } from "./find_user_places.ts";
import { PODMAN_LIMITS } from "./podman_limits.ts";
import type { PodmanStorage } from "./podman_storage.ts";
import { PodmanUser } from "./podman_user.ts";
import type { StoragePlace } from "./storage_place.ts";

/** A container, and whose podman told of it. */
export interface PodmanAnswer {
  readonly user: PodmanUser;
  readonly container: RuntimeContainer;
}

/** Settings of {@link PodmanHost}. */
export interface PodmanHostOptions {
  readonly userFiles?: UserFiles;
  readonly makeStorage: (place: StoragePlace) => PodmanStorage;
  /** A clock in ms. @default performance.now */
  readonly now?: () => number;
}

/**
 * All podmans of a host: root's, and those of rootless users.
 *
 * Anybody can write that a container is his. So root is asked first and believed. A user is believed
 * of containers that root does not know, that a conmon of his own serves, or, where no conmon
 * was seen, that nobody else says he has.
 */
export class PodmanHost {
  readonly root: PodmanUser;
  readonly #options: PodmanHostOptions;
  readonly #now: () => number;
  readonly #users = new Map<number, PodmanUser>();
  #lookedAt = -Infinity;
  #looking: Promise<readonly number[]> | undefined;

  constructor(options: PodmanHostOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.root = new PodmanUser(0, options.makeStorage);
    this.#users.set(0, this.root);
  }

  get users(): Iterable<PodmanUser> {
    return this.#users.values();
  }

  /** The podman of a user, made if it is new; undefined when there are too many. */
  user(uid: number): PodmanUser | undefined {
    const known = this.#users.get(uid);
    if (known !== undefined || this.#users.size >= PODMAN_LIMITS.users) return known;
    const user = new PodmanUser(uid, this.#options.makeStorage);
    this.#users.set(uid, user);
    return user;
  }

  /**
   * Looks for users' podmans at their default places, one look at a time; gives the ids of users who may
   * have a socket. Never rejects.
   */
  look(): Promise<readonly number[]> {
    return this.#looking ??= this.#look().finally(() => this.#looking = undefined);
  }

  /** Whether a user may speak of a container: root does not know it, nor does another's conmon serve it. */
  async mayTell(uid: number, id: string): Promise<boolean> {
    if (uid === 0) return true;
    if (this.#claimants(id).some((user) => user.uid !== uid)) return false;
    return await this.root.stored(id) === undefined;
  }

  /** One container and its user. `none` also where several users claim it. Never rejects. */
  async find(id: string): Promise<PodmanAnswer | Unanswered> {
    if (!isContainerId(id)) return "none";
    const claimants = this.#claimants(id);
    const isUsers = claimants.length > 0 && !claimants.includes(this.root);
    // Root's API may hang; whose conmon was seen need not wait for it.
    const byRoot = isUsers ? await this.root.stored(id) : await this.root.find(id);
    if (typeof byRoot === "object") return { user: this.root, container: byRoot };
    if (claimants.includes(this.root)) return byRoot ?? "none";
    let found = await this.#askUsers(id, isUsers ? claimants : this.users);
    if (found === undefined && this.#now() - this.#lookedAt > PODMAN_LIMITS.usersAgeMs) {
      await this.look();
      found = await this.#askUsers(id, this.users);
    }
    return found ?? byRoot ?? "none";
  }

  /** Undefined when nobody knows it. */
  async #askUsers(
    id: string,
    users: Iterable<PodmanUser>,
  ): Promise<PodmanAnswer | Unanswered | undefined> {
    const asked = [...users].filter((user) => user !== this.root);
    const answers = await Promise.all(asked.map((user) => this.#ask(user, id)));
    const told = answers.filter((answer) => typeof answer === "object");
    if (told.length > 1) return "none";
    return told[0] ?? answers.find((answer) => answer !== undefined);
  }

  async #ask(user: PodmanUser, id: string): Promise<PodmanAnswer | "no answer" | undefined> {
    const container = await user.find(id);
    return typeof container === "object" ? { user, container } : container;
  }

  #claimants(id: string): readonly PodmanUser[] {
    return [...this.#users.values()].filter((user) => user.claims(id));
  }

  async #look(): Promise<readonly number[]> {
    const { places, uids } = await findUserPlaces(this.#options.userFiles);
    this.#lookedAt = this.#now();
    for (const place of places) this.user(place.uid)?.storage(place);
    return uids;
  }
}
