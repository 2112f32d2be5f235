import { AptSuite, unpackPackages } from "./apt_suite.ts";
import { cached } from "./cache.ts";
import { output } from "./commands.ts";
import { Unavailable } from "./unavailable.ts";
import type { Userland } from "./userland.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

/** Debian's own, as for the build on x86_64. */
const SUITE = "bookworm";
const PACKAGES = [
  ...["libc6", "libc6-dev", "linux-libc-dev", "libgcc-s1", "libgcc-12-dev", "busybox-static"],
  ...["libbpf-dev", "libelf-dev", "zlib1g-dev"],
];

/**
 * The runtime for arm64. npm has no denort for arm64, and of deno not each version: what is run here is the
 * bundle in a deno near the pinned one, not the compiled program.
 */
const DENO_PACKAGE = "@deno/linux-arm64-glibc@2.7.7";

/** Runs the bundle as `dist/ctrack` does. */
const WRAPPER = `#!/bin/sh
export DENO_DIR=/tmp/deno DENO_NO_UPDATE_CHECK=1
exec deno run --quiet --no-prompt --allow-all --no-lock --cached-only /app/.cache/bundle/main.js "$@"
`;

/**
 * Compiles the BPF object and the shim for arm64, by the Makefile, against Debian's libraries, and puts them
 * together with a deno for arm64. `folder` takes what is made.
 *
 * @throws {Unavailable} where packages cannot be had.
 */
export async function arm64Userland(folder: string): Promise<Userland> {
  const sysroot = await cached("sysroot-arm64", async (part) => {
    await unpackPackages(await AptSuite.open(SUITE, "arm64"), PACKAGES, part);
  });
  const deno = await cached("deno-arm64", fetchDeno);
  await output("make", [
    ...["-C", ROOT, "--no-print-directory", `${folder}/lib/libctrack_shim.so`],
    ...["MACHINE=aarch64", `BUILD=${folder}/build`, `LIB=${folder}/lib`],
    `CROSS=--target=aarch64-linux-gnu --sysroot=${sysroot} -fuse-ld=lld`,
  ]);
  const act = `${folder}/act`;
  await output("clang", [
    ...["--target=aarch64-linux-gnu", `--sysroot=${sysroot}`, "-fuse-ld=lld"],
    ...["-std=gnu11", "-O2", "-static", "-pthread", "-o", act, `${ROOT}tests/workload/act.c`],
  ]);
  await Deno.writeTextFile(`${folder}/wrapper`, WRAPPER, { mode: 0o755 });
  const bundle = [...Deno.readDirSync(`${ROOT}.cache/bundle`)].map(({ name }) => [
    `/app/.cache/bundle/${name}`,
    `${ROOT}.cache/bundle/${name}`,
  ]);
  return {
    busybox: `${sysroot}/bin/busybox`,
    act,
    ctrack: {
      ...Object.fromEntries(bundle),
      "/app/dist/lib/libctrack_shim.so": `${folder}/lib/libctrack_shim.so`,
      "/bin/deno": deno,
      "/bin/ctrack": `${folder}/wrapper`,
    },
  };
}

async function fetchDeno(part: string): Promise<void> {
  const scratch = await Deno.makeTempDir({ prefix: "ctrack-deno-" });
  try {
    const pack = ["pack", "--silent", "--ignore-scripts", DENO_PACKAGE];
    const archive = await Unavailable.unless(output("npm", pack, { cwd: scratch }));
    await output("tar", ["-xzf", archive.trim(), "package/deno"], { cwd: scratch });
    await output("cp", [`${scratch}/package/deno`, part]);
  } finally {
    await Deno.remove(scratch, { recursive: true });
  }
}
