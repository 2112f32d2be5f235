import type { DockerApiClient } from "../api/docker_api_client.ts";
import type { RuntimeContainer } from "../runtime_client.ts";
import type { ConmonClaim } from "./read_conmon.ts";
import { PODMAN_LIMITS, podmanShareOf } from "./podman_limits.ts";
import type { PodmanStorage } from "./podman_storage.ts";
import type { StoragePlace } from "./storage_place.ts";

/** What a conmon said, and where its podman's files are. */
interface Claim {
  readonly name: string | undefined;
  readonly storage: PodmanStorage | undefined;
}

/** One user's podman, root's or a rootless one: its files, its sockets, and what its conmons said. */
export class PodmanUser {
  readonly uid: number;
  readonly #makeStorage: (place: StoragePlace) => PodmanStorage;
  /** By root folder. */
  readonly #storages = new Map<string, PodmanStorage>();
  /** By socket path, the ones that answer. */
  readonly #clients = new Map<string, DockerApiClient>();
  readonly #claims = new Map<string, Claim>();

  constructor(uid: number, makeStorage: (place: StoragePlace) => PodmanStorage) {
    this.uid = uid;
    this.#makeStorage = makeStorage;
  }

  /** Whether its API tells of containers now. */
  get hasApi(): boolean {
    return this.#clients.size > 0;
  }

  /** Its root folders so far. */
  get storages(): Iterable<PodmanStorage> {
    return this.#storages.values();
  }

  /** A client's session came up, or ended. */
  setApi(path: string, client: DockerApiClient | undefined): void {
    if (client === undefined) this.#clients.delete(path);
    else this.#clients.set(path, client);
  }

  /** The storage at a place; undefined when there are too many. */
  storage(place: StoragePlace): PodmanStorage | undefined {
    const known = this.#storages.get(place.root);
    const { runRoot, tmpFolder } = { ...known?.place, ...place };
    const isKnown = known?.place.runRoot === runRoot && known?.place.tmpFolder === tmpFolder;
    if (known !== undefined && isKnown) return known;
    if (known === undefined && this.#storages.size >= podmanShareOf(this.uid).storages) {
      return undefined;
    }
    const storage = this.#makeStorage({ ...known?.place, ...place });
    this.#storages.set(place.root, storage);
    return storage;
  }

  /** A conmon of this user said whom it serves. Gives whether that is new. */
  claim({ id, name, place, isExec }: ConmonClaim): boolean {
    const known = this.#claims.get(id);
    const isSame = name === undefined || isExec || known?.name === name;
    if (known !== undefined && isSame) return false;
    this.#claims.delete(id);
    const storage = place === undefined ? known?.storage : this.storage(place);
    this.#claims.set(id, { name, storage });
    if (this.#claims.size > PODMAN_LIMITS.claims) {
      const [oldest] = this.#claims.keys();
      if (oldest !== undefined) this.#claims.delete(oldest);
    }
    return true;
  }

  claims(id: string): boolean {
    return this.#claims.has(id);
  }

  forget(id: string): void {
    this.#claims.delete(id);
  }

  /** What the files tell of a container; undefined for nothing. Never rejects. */
  async stored(id: string): Promise<RuntimeContainer | undefined> {
    const first = this.#claims.get(id)?.storage;
    const storages = [...this.#storages.values()].filter((storage) => storage !== first);
    for (const storage of first === undefined ? storages : [first, ...storages]) {
      const container = await storage.find(id);
      if (container !== undefined) return container;
    }
    return undefined;
  }

  /**
   * What is known of a container: from the files, else from conmon, else from the API, which takes 60 to 270 ms
   * while a container starts. Undefined for nothing; `no answer` from the API counts as that. Never rejects.
   */
  async find(id: string): Promise<RuntimeContainer | "no answer" | undefined> {
    const stored = await this.stored(id);
    if (stored !== undefined) return stored;
    const name = this.#claims.get(id)?.name;
    if (name !== undefined) return { id, name };
    return await this.ask(id, "lookup");
  }

  /** What the API tells of a container. Never rejects. */
  async ask(
    id: string,
    question: "lookup" | "inspect",
  ): Promise<RuntimeContainer | "no answer" | undefined> {
    let unanswered: "no answer" | undefined;
    for (const client of this.#clients.values()) {
      const answer = await client[question](id);
      if (typeof answer !== "string") return answer;
      if (answer === "no answer") unanswered = answer;
    }
    return unanswered;
  }
}
