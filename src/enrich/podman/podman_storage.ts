import { containerFrom } from "../api/container_fields.ts";
import type { RuntimeContainer } from "../runtime_client.ts";
import { FolderListing } from "../folder_listing.ts";
import { EventLog } from "./event_log.ts";
import { type LoggedStep, LogHistory } from "./log_history.ts";
import { readOwnedFile } from "../owned_file.ts";
import { OwnedList } from "./owned_list.ts";
import { parseImageList } from "./parse_image_list.ts";
import { parseStorageList, type StoredContainer } from "./parse_storage_list.ts";
import { PODMAN_LIMITS, podmanShareOf } from "./podman_limits.ts";
import { readPodId } from "./read_pod_id.ts";
import type { StoragePlace } from "./storage_place.ts";

/** Entries of a root folder that are looked at: it has a dozen. */
const MAX_ENTRIES = 64;
/** The folder that each storage driver keeps containers in. */
const DRIVER = /^([a-z0-9]{1,32})-containers$/;

/** The files of one driver, such as `overlay`. */
interface Driver {
  readonly name: string;
  readonly lists: readonly OwnedList<ReadonlyMap<string, StoredContainer>>[];
  readonly images: OwnedList<ReadonlyMap<string, string>>;
}

/** A container, and the driver whose files told of it. */
interface Stored {
  readonly driver: Driver;
  readonly container: StoredContainer;
}

/**
 * What one podman's files tell of its containers. Its daemonless client writes them before it starts conmon:
 * `containers.json` 80 ms before, the bundle's `config.json` 2 ms before, the log's `create` between the two;
 * so all of them are there when a container's first process is, 300 ms later.
 */
export class PodmanStorage {
  readonly place: StoragePlace;
  readonly #log: EventLog | undefined;
  readonly #history = new LogHistory();
  readonly #entries = new FolderListing(MAX_ENTRIES, (name) => DRIVER.test(name), {
    followsLink: true,
  });
  readonly #onStep: (step: LoggedStep) => void;
  #drivers: readonly Driver[] = [];

  /** `onStep` gets each line of the log of events, old ones too, once; it must not throw. */
  constructor(place: StoragePlace, onStep: (step: LoggedStep) => void) {
    this.place = place;
    this.#onStep = onStep;
    const path = this.logFolder;
    this.#log = path === undefined ? undefined : new EventLog({
      path: `${path}/events.log`,
      uid: place.uid,
      limit: PODMAN_LIMITS.logBytes,
    });
  }

  /** Folder of the log of events, which is there where podman's `events_logger` is `file`. */
  get logFolder(): string | undefined {
    const { tmpFolder } = this.place;
    return tmpFolder === undefined ? undefined : `${tmpFolder}/events`;
  }

  /** One container; undefined for one that is not stored here. Never rejects. */
  async find(id: string): Promise<RuntimeContainer | undefined> {
    this.readLog();
    const stored = await this.#stored(id);
    if (stored === undefined) return undefined;
    const { driver, container } = stored;
    const logged = this.#history.get(id);
    const named = containerFrom(id, container.name, await this.#imageOf(driver, container));
    if (named === undefined) return undefined;
    const podId = logged === undefined ? await this.#podIdOf(driver, id) : logged.podId;
    const podName = this.#history.podName(podId);
    const { createdAt } = container;
    return {
      ...logged?.container,
      ...named,
      ...createdAt === undefined ? {} : { createdAt },
      ...podName === undefined ? {} : { pod: { ...logged?.container.pod, name: podName } },
      ...isInfra(container.name, podId) ? { isSandbox: true } : {},
    };
  }

  /** Reads what was added to the log of events. */
  readLog(): void {
    this.#log?.read((line) => {
      const step = this.#history.add(line);
      if (step !== undefined) this.#onStep(step);
    });
  }

  async #stored(id: string): Promise<Stored | undefined> {
    const before = this.#drivers;
    const known = await storedIn(before, id);
    if (known !== undefined) return known;
    await this.#findDrivers();
    // Those too that another question found meanwhile.
    return await storedIn(this.#drivers.filter((driver) => !before.includes(driver)), id);
  }

  /** Keeps the drivers that are known: their lists remember what they read. */
  async #findDrivers(): Promise<void> {
    const { root, uid } = this.place;
    const entries = uid === 0 ? this.#entries.names(root) : await this.#entries.namesOfAny(root);
    const names = entries
      .flatMap((name) => DRIVER.exec(name)?.[1] ?? [])
      .filter((name) => !this.#drivers.some((driver) => driver.name === name));
    const found = names.slice(0, podmanShareOf(uid).drivers - this.#drivers.length)
      .map((name) => this.#driver(name));
    this.#drivers = [...this.#drivers, ...found];
  }

  /** Since podman 4.4, containers that remove themselves have a list of their own, in either root. */
  #driver(name: string): Driver {
    const { uid, root, runRoot } = this.place;
    const { listBytes } = podmanShareOf(uid);
    const paths = [
      `${root}/${name}-containers/containers.json`,
      `${root}/${name}-containers/volatile-containers.json`,
      ...runRoot === undefined ? [] : [`${runRoot}/${name}-containers/volatile-containers.json`],
    ];
    return {
      name,
      lists: paths.map((path) => new OwnedList(path, uid, listBytes, parseStorageList)),
      images: new OwnedList(`${root}/${name}-images/images.json`, uid, listBytes, parseImageList),
    };
  }

  async #imageOf(
    { images }: Driver,
    { image, imageId }: StoredContainer,
  ): Promise<string | undefined> {
    if (image !== undefined || imageId === undefined) return image;
    return (await images.read())?.get(imageId) ?? imageId;
  }

  async #podIdOf({ name }: Driver, id: string): Promise<string | undefined> {
    const { root, uid } = this.place;
    const path = `${root}/${name}-containers/${id}/userdata/config.json`;
    const read = await readOwnedFile(path, uid, PODMAN_LIMITS.configBytes);
    return read?.text === undefined ? undefined : readPodId(read.text);
  }
}

async function storedIn(drivers: readonly Driver[], id: string): Promise<Stored | undefined> {
  for (const driver of drivers) {
    for (const list of driver.lists) {
      const container = (await list.read())?.get(id);
      if (container !== undefined) return { driver, container };
    }
  }
  return undefined;
}

/** Podman names a pod's own container after the first 12 digits of the pod's id. */
function isInfra(name: string, podId: string | undefined): boolean {
  return podId !== undefined && name === `${podId.slice(0, 12)}-infra`;
}
