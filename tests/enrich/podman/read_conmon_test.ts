import { assertEquals } from "@std/assert";
import { readConmon } from "../../../src/enrich/podman/read_conmon.ts";
import { conmons, helperOf, idOf } from "./fixtures.ts";

const ID = "a".repeat(64);
const HOME = "/srv/podman/home/.local/share/containers/storage";
const PLACE = {
  root: HOME,
  runRoot: "/srv/podman/run/containers",
  tmpFolder: "/srv/podman/run/libpod/tmp",
};

Deno.test("readConmon() reads real command lines: a container's, an exec's, a rootless one's", () => {
  const claims = conmons("conmon.jsonl").map(readConmon);
  const place = { uid: 0, ...PLACE };
  assertEquals(claims, [
    { id: idOf("shop"), name: "web", place, isExec: false },
    { id: idOf("shop"), name: "shop", place, isExec: true },
  ]);
  const [rootless] = conmons("conmon_rootless.jsonl").map(readConmon);
  assertEquals([rootless?.name, rootless?.place], ["mine", { ...place, uid: 1 }]);
});

Deno.test("readConmon() takes the root folder from the bundle where nothing else tells", () => {
  const bundle = `/x/overlay-containers/${ID}/userdata`;
  const claim = readConmon(helperOf(5, ["/usr/bin/conmon", "-c", ID, "-n", "web", "-b", bundle]));
  assertEquals(claim, { id: ID, name: "web", place: { uid: 5, root: "/x" }, isExec: false });
});

Deno.test("readConmon() believes no path that leads elsewhere, and no other runtime", () => {
  const command = (...settings: readonly string[]) => [
    "/usr/bin/conmon",
    "-c",
    ID,
    "--exit-command",
    "/usr/bin/podman",
    ...settings.flatMap((value) => ["--exit-command-arg", value]),
  ];
  for (const root of ["x", "", "/a/../b", "/a\0b", `/${"x".repeat(5000)}`]) {
    assertEquals(readConmon(helperOf(0, command("--root", root)))?.place, undefined);
  }
  // What comes behind podman's subcommand is not podman's setting.
  const late = command("container", "cleanup", "--root", "/x");
  assertEquals(readConmon(helperOf(0, late))?.place, undefined);
  assertEquals(readConmon(helperOf(0, command("--root=/x", "--runroot")))?.place, {
    uid: 0,
    root: "/x",
  });
  const helper = helperOf(0, command("--root", "/x"));
  assertEquals(readConmon({ ...helper, claim: { ...helper.claim, runtime: "crio" } }), undefined);
  assertEquals(
    readConmon({ ...helper, claim: { ...helper.claim, containerId: "web" } }),
    undefined,
  );
});
