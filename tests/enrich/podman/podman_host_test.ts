import "../../keep_libc.ts";
import { assertEquals } from "@std/assert";
import { PodmanHost } from "../../../src/enrich/podman/podman_host.ts";
import { PodmanStorage } from "../../../src/enrich/podman/podman_storage.ts";
import type { RuntimeContainer } from "../../../src/enrich/runtime_client.ts";

const ID = "a".repeat(64);
const NOBODY = { passwd: "/no/such/file", runFolder: "/no/such/folder" };

/** A storage that knows the one container, under a name. */
class OneContainer extends PodmanStorage {
  readonly #name: string | undefined;

  constructor(uid: number, name: string | undefined) {
    super({ uid, root: `/storage/of/${uid}` }, () => {});
    this.#name = name;
  }

  override find(id: string): Promise<RuntimeContainer | undefined> {
    const name = this.#name;
    return Promise.resolve(id === ID && name !== undefined ? { id, name } : undefined);
  }
}

/** A host where these users' storages have the container, each under a name. */
function hostWith(names: Readonly<Record<number, string>>): PodmanHost {
  const host = new PodmanHost({
    userFiles: NOBODY,
    makeStorage: ({ uid }) => new OneContainer(uid, names[uid]),
  });
  for (const uid of [0, 1000, 1001]) host.user(uid)?.storage({ uid, root: `/storage/of/${uid}` });
  return host;
}

/** A conmon of a user's said that it serves the container. */
function claim(host: PodmanHost, uid: number, name?: string): void {
  host.user(uid)?.claim({ id: ID, name, place: undefined, isExec: false });
}

async function nameIn(host: PodmanHost): Promise<string> {
  const answer = await host.find(ID);
  return typeof answer === "string" ? answer : `${answer.user.uid} ${answer.container.name}`;
}

Deno.test("PodmanHost.find() believes root before all others", async () => {
  const host = hostWith({ 0: "true", 1000: "lie" });
  assertEquals(await nameIn(host), "0 true");
  claim(host, 1000, "lie");
  assertEquals(await nameIn(host), "0 true");
  claim(host, 0);
  assertEquals(await nameIn(host), "0 true");
});

Deno.test("PodmanHost.find() takes root's conmon for root's, whatever users store", async () => {
  const host = hostWith({ 1000: "lie" });
  claim(host, 0, "told");
  claim(host, 1000, "lie");
  assertEquals(await nameIn(host), "0 told");
  const nameless = hostWith({ 1000: "lie" });
  claim(nameless, 0);
  assertEquals(await nameIn(nameless), "none");
});

Deno.test("PodmanHost.find() takes the one user's word, and nobody's where two differ", async () => {
  assertEquals(await nameIn(hostWith({ 1000: "mine" })), "1000 mine");
  const both = hostWith({ 1000: "mine", 1001: "lie" });
  assertEquals(await nameIn(both), "none");
  claim(both, 1000, "old");
  assertEquals(await nameIn(both), "1000 mine");
  claim(both, 1001, "lie");
  assertEquals(await nameIn(both), "none");
  const unstored = hostWith({});
  assertEquals(await nameIn(unstored), "none");
  claim(unstored, 1001, "told");
  assertEquals(await nameIn(unstored), "1001 told");
});

Deno.test("PodmanHost.find() asks nobody for what cannot be an id", async () => {
  const host = hostWith({ 0: "true" });
  for (const id of ["", "web", "A".repeat(64), "../".repeat(30)]) {
    assertEquals(await host.find(id), "none");
  }
});

Deno.test("PodmanHost.mayTell() lets a user speak of what is nobody else's", async () => {
  assertEquals(await hostWith({ 0: "true" }).mayTell(1000, ID), false);
  assertEquals(await hostWith({ 0: "true" }).mayTell(0, ID), true);
  const host = hostWith({ 1000: "mine" });
  assertEquals(await host.mayTell(1001, ID), true);
  claim(host, 1000, "mine");
  assertEquals([await host.mayTell(1000, ID), await host.mayTell(1001, ID)], [true, false]);
});

Deno.test("PodmanHost is bounded in users, storages and claims", () => {
  const host = hostWith({});
  for (let uid = 1; uid < 1000; uid++) host.user(uid);
  assertEquals([[...host.users].length, host.user(5000)], [256, undefined]);
  const user = host.root;
  for (let i = 0; i < 100; i++) user.storage({ uid: 0, root: `/r${i}` });
  assertEquals([...user.storages].length, 16);
  const other = host.user(1000);
  for (let i = 0; i < 100; i++) other?.storage({ uid: 1000, root: `/r${i}` });
  assertEquals([...other?.storages ?? []].length, 2);
  const id = (i: number) => i.toString(16).padStart(64, "0");
  for (let i = 0; i <= 4096; i++) {
    user.claim({ id: id(i), name: "n", place: undefined, isExec: false });
  }
  assertEquals([user.claims(id(0)), user.claims(id(1)), user.claims(id(4096))], [
    false,
    true,
    true,
  ]);
});
