/** All bounds of what is read of podman's files; what a user plants meets each of them. */
export const PODMAN_LIMITS = {
  /** Bytes of an OCI `config.json`: 10 KiB, more with many mounts. */
  configBytes: 1024 * 1024,
  /** Bytes of an event log that are read at once; podman itself cuts it at 1 MB. */
  logBytes: 1024 * 1024,
  /** Bytes of the list of users: 64 each. */
  usersBytes: 1024 * 1024,
  /** Containers kept of one list or log. */
  containers: 8192,
  /** Pods whose names are kept of one log. */
  pods: 1024,
  /** Sockets that are followed, each with a connection that stays. */
  sockets: 64,
  /** Containers of one user that conmon told of. */
  claims: 4096,
  /** Users with a podman of their own. */
  users: 256,
  /** Users that are looked at for one: a host with a directory service lists few in its file. */
  passwdLines: 8192,
  /** Folders that are watched, each with a descriptor; beyond it happenings are read late. */
  watchers: 64,
  /** Calls of one user that wait to be checked: a check takes 1 ms at most. */
  waitingWords: 1024,
  /** Containers whose user is remembered: as many as the clients of sockets know. */
  owners: 32_768,
  /** Lookups in flight: each holds a few descriptors for a moment. */
  lookups: 128,
  /** Pause between two readings of a log that grows, ms: nobody can make it cost more than a little. */
  logPauseMs: 20,
  /** Answers for one container, all files together, ms: 1 to 3 where the disk is not in trouble. */
  lookupMs: 1_000,
  /** The same with all that an API knows, which waits while a container starts, ms. */
  inspectMs: 5_000,
  /** Longest pause without a look at the list of users, ms: for lookups that nobody answered. */
  usersAgeMs: 5_000,
} as const;

/** How much of the memory one user's files may take. */
export interface PodmanShare {
  /** Bytes of a `containers.json` or `images.json`: 500 a container. */
  readonly listBytes: number;
  /** Storage drivers of one root folder; there is one, two after somebody changed it. */
  readonly drivers: number;
  /** Root folders of one podman: each `--root` makes another. */
  readonly storages: number;
}

/** 8,000 containers, which are parsed in 40 ms. */
const ROOT_SHARE: PodmanShare = { listBytes: 4 * 1024 * 1024, drivers: 4, storages: 16 };

/** 2,000 containers. A user who fills all of it takes some 20 MB. */
const USER_SHARE: PodmanShare = { listBytes: 1024 * 1024, drivers: 2, storages: 2 };

/** The share of a user: root has the larger one, and is trusted with it. */
export function podmanShareOf(uid: number): PodmanShare {
  return uid === 0 ? ROOT_SHARE : USER_SHARE;
}
