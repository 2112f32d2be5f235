import { readOwnedFile } from "../owned_file.ts";
import { isFolder, listFolder } from "../state_file.ts";
import { PODMAN_LIMITS } from "./podman_limits.ts";
import { type StoragePlace, userPlace } from "./storage_place.ts";
import { readUserHomes } from "./user_homes.ts";

/** Folders looked at side by side: each look takes a thread of a few. */
const AT_ONCE = 16;

/** Where the host lists its users. */
export interface UserFiles {
  /** @default "/etc/passwd" */
  readonly passwd?: string;
  /** Holds each logged-in user's own folder. @default "/run/user" */
  readonly runFolder?: string;
}

/** What the host has of users' podmans. */
export interface UserPlaces {
  /** Storage of users who have some. */
  readonly places: readonly StoragePlace[];
  /** Ids of users who are logged in: they may have a socket. */
  readonly uids: readonly number[];
}

/** Looks for users' podmans at their default places. Never rejects. */
export async function findUserPlaces(files: UserFiles = {}): Promise<UserPlaces> {
  const { passwd = "/etc/passwd", runFolder = "/run/user" } = files;
  const read = await readOwnedFile(passwd, 0, PODMAN_LIMITS.usersBytes);
  const homes = readUserHomes(read?.text ?? "", PODMAN_LIMITS.passwdLines);
  const places: StoragePlace[] = [];
  for (let at = 0; at < homes.length && places.length < PODMAN_LIMITS.users; at += AT_ONCE) {
    const some = homes.slice(at, at + AT_ONCE)
      .map(({ uid, home }) => userPlace(uid, home, `${runFolder}/${uid}`));
    const exist = await Promise.all(some.map(({ root }) => isFolder(root)));
    places.push(...some.filter((_, index) => exist[index]));
  }
  const uids = (await listFolder(runFolder, PODMAN_LIMITS.users))
    .filter((name) => /^[1-9]\d{0,9}$/.test(name))
    .map(Number);
  return { places: places.slice(0, PODMAN_LIMITS.users), uids };
}
