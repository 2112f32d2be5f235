import "../../keep_libc.ts";
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { createLxcClient, FOLDERS_MAX } from "../../../src/enrich/lxc/lxc_client.ts";
import { parseLxcConfig } from "../../../src/enrich/lxc/parse_lxc_config.ts";

/** As lxc-create 5.0 writes it. */
const CONFIG = `# Template used to create this container: /usr/share/lxc/templates/lxc-download
# Parameters passed to the template: --dist debian --release bookworm --arch amd64
# For additional config options, please look at lxc.container.conf(5)
lxc.rootfs.path = dir:/var/lib/lxc/web/rootfs
`;

/** As LXD 5 writes it, cut. */
const BACKUP = `container:
  architecture: x86_64
  config:
    image.architecture: amd64
    image.os: Ubuntu
    image.release: "jammy"
  created_at: 2026-01-02T03:04:05.123456789Z
  name: web
snapshots:
- config:
    image.os: Other
`;

Deno.test("parseLxcConfig() reads what a container was made from", () => {
  assertEquals(parseLxcConfig(CONFIG), { image: "debian/bookworm" });
  const createdAt = Date.UTC(2026, 0, 2, 3, 4, 5, 123);
  assertEquals(parseLxcConfig(BACKUP), { image: "Ubuntu/jammy", createdAt });
  assertEquals(parseLxcConfig("created_at: 0001-01-01T00:00:00Z\n"), {});
});

Deno.test("parseLxcConfig() takes any text", () => {
  const key = fc.constantFrom(
    "image.os: ",
    "created_at: ",
    "# Parameters passed to the template: ",
  );
  const line = fc.tuple(key, fc.string()).map(([before, behind]) => before + behind);
  fc.assert(fc.property(fc.array(line), (lines) => {
    parseLxcConfig(lines.join("\n"));
  }));
});

Deno.test("createLxcClient() names containers by their ids, wherever their files are", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(`${folder}/web`);
  await Deno.writeTextFile(`${folder}/web/config`, CONFIG);
  const client = createLxcClient([]);
  const plain = { id: "web", name: "web", state: "running" as const };
  assertEquals(await client.lookup("web"), plain);
  const helper = (stateFolder: string, uid: number) => ({
    ...{ pid: 2, startTime: 1, uid, workingDirectory: "/", args: [] },
    claim: { runtime: "lxc", stateFolder, containerId: "web", startsProcesses: true },
  });
  client.noticed(helper(folder, 1000));
  assertEquals(await client.lookup("web"), plain);
  client.noticed(helper(folder, 0));
  for (let i = 0; i < 10 * FOLDERS_MAX; i++) client.noticed(helper(`/nowhere/${i}`, 0));
  const image = Deno.uid() === 0 ? { image: "debian/bookworm" } : {};
  assertEquals(await client.lookup("web"), { ...plain, ...image });
  assertEquals(await client.lookup(".."), "none");
  await Deno.remove(folder, { recursive: true });
});
