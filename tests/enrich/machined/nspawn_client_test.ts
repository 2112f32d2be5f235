import "../../keep_libc.ts";
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { createNamedByPathClient } from "../../../src/enrich/named_by_path.ts";
import { createNspawnClient } from "../../../src/enrich/machined/nspawn_client.ts";
import { parseMachine } from "../../../src/enrich/machined/parse_machine.ts";

/** As systemd 252 writes it. */
const FILE = `# This is private data. Do not parse.
NAME=web
SCOPE=machine-web.scope
SERVICE=systemd-nspawn
ROOT="/var/lib/machines/the \\"web\\""
ID=0123456789abcdef0123456789abcdef
LEADER=4242
CLASS=container
REALTIME=1763770254123456
MONOTONIC=1234567
`;

Deno.test("parseMachine() reads machined's file", () => {
  assertEquals(parseMachine(FILE), {
    name: "web",
    class: "container",
    leader: 4242,
    service: "systemd-nspawn",
    root: '/var/lib/machines/the "web"',
    createdAt: 1763770254123,
  });
});

Deno.test("parseMachine() takes any text", () => {
  assertEquals(parseMachine("LEADER=1\n"), undefined);
  assertEquals(parseMachine("NAME=a\nLEADER=-1\nREALTIME=99999999999999999999"), { name: "a" });
  fc.assert(fc.property(fc.array(fc.string()), (lines) => {
    const machine = parseMachine(`NAME=a\n${lines.join("\n")}`);
    assert(machine !== undefined);
  }));
});

Deno.test("createNspawnClient() names machines, registered or not", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/web`, FILE);
  await Deno.writeTextFile(`${folder}/liar`, FILE);
  const client = createNspawnClient(folder);
  const isRoot = Deno.uid() === 0;
  const details = { state: "running", createdAt: 1763770254123, startedAt: 1763770254123 };
  const web = { ...isRoot ? details : {}, id: "web", name: "web" };
  assertEquals<unknown>(await client.lookup("web"), web);
  assertEquals(await client.lookup("other"), { id: "other", name: "other" });
  // Another machine's file.
  assertEquals(await client.lookup("liar"), { id: "liar", name: "liar" });
  assertEquals(await client.lookup("../web"), "none");
  await Deno.remove(folder, { recursive: true });
});

async function statesOf(isPresent?: () => Promise<boolean>): Promise<readonly string[]> {
  const abort = new AbortController();
  const states: string[] = [];
  const none = () => {};
  const listener = {
    update: none,
    happened: none,
    removed: none,
    state: (s: string) => states.push(s),
  };
  const client = createNamedByPathClient("garden", ["garden"], undefined, isPresent);
  const following = client.follow(listener, abort.signal);
  abort.abort();
  await following;
  return states;
}

Deno.test("createNamedByPathClient() says whether it is there, until it is told to end", async () => {
  assertEquals(await statesOf(() => Promise.resolve(true)), ["up"]);
  assertEquals(await statesOf(() => Promise.resolve(false)), ["absent"]);
  assertEquals(await statesOf(), ["absent"]);
});
