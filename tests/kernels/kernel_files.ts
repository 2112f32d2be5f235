import { AptSuite, unpackPackages } from "./apt_suite.ts";
import { cached } from "./cache.ts";
import { output } from "./commands.ts";
import { type KernelName, KERNELS } from "./kernels.ts";
import type { Machine } from "./machines.ts";

/** A kernel, ready to boot. */
export interface KernelFiles {
  /** The compressed kernel. */
  readonly image: string;
  /** Folder with those modules of {@link MODULES} that it has, uncompressed. */
  readonly modules: string;
  /** Folder with the C library, as `/lib` has it. */
  readonly libc: string;
}

/** Packages that hold a kernel; since 7.0 it is split. */
const HOLDS_KERNEL = /^linux-(image|binary|modules)-\d/;

/** What a guest needs to reach its disk, and Docker for its layers, as far as it is not built in. */
const MODULES = [
  ...["virtio", "virtio_ring", "virtio_pci_legacy_dev", "virtio_pci_modern_dev", "virtio_pci"],
  ...["virtio_blk", "overlay"],
];

/** What `dist/ctrack` needs of a system. */
const LIBC_PACKAGES = ["libc6", "libgcc-s1"];
const LIBC_FILES = [
  ...["libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1", "libgcc_s.so.1"],
];

/**
 * Gets a kernel out of the cache, or from Debian into it.
 *
 * @throws {Unavailable} when it cannot be had.
 */
export async function kernelFiles(
  name: KernelName,
  { debian, loader }: Machine,
): Promise<KernelFiles> {
  const { suite, libcSuite } = KERNELS[name];
  const folder = await cached(`linux-${name}-${debian}`, async (part) => {
    const apt = await AptSuite.open(suite, debian);
    // Brings in the newest kernel of the suite, whatever its version.
    const [image = ""] = holders(await apt.dependencies(`linux-image-cloud-${debian}`));
    const packages = [image, ...holders(await apt.dependencies(image))];
    await withUnpacked(apt, packages, (files) => takeKernel(files, part));
    const libc = await AptSuite.open(libcSuite, debian);
    const names = [loader.name, ...LIBC_FILES];
    await withUnpacked(libc, LIBC_PACKAGES, (files) => takeLibc(files, names, `${part}/libc`));
  });
  return { image: `${folder}/vmlinuz`, modules: `${folder}/modules`, libc: `${folder}/libc` };
}

function holders(packages: readonly string[]): string[] {
  return packages.filter((name) => HOLDS_KERNEL.test(name));
}

/** Has `take` look at the paths of all that is in some packages. */
async function withUnpacked(
  apt: AptSuite,
  packages: readonly string[],
  take: (files: readonly string[]) => Promise<void>,
): Promise<void> {
  const root = await Deno.makeTempDir({ prefix: "ctrack-unpacked-" });
  try {
    await unpackPackages(apt, packages, root);
    await take((await output("find", [root, "!", "-type", "d"])).split("\n"));
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

async function takeKernel(files: readonly string[], to: string): Promise<void> {
  await Deno.mkdir(`${to}/modules`, { recursive: true });
  const image = files.find((path) => /\/vmlinuz[^/]*$/.test(path));
  if (image === undefined) throw new Error("the packages hold no kernel");
  await Deno.copyFile(image, `${to}/vmlinuz`);
  for (const path of files) {
    const [, module = "", suffix] = /\/([^/]+)\.ko(\.xz)?$/.exec(path) ?? [];
    if (!MODULES.includes(module)) continue;
    await Deno.copyFile(path, `${to}/modules/${module}.ko${suffix ?? ""}`);
    if (suffix !== undefined) await output("unxz", [`${to}/modules/${module}.ko${suffix}`]);
  }
}

async function takeLibc(
  files: readonly string[],
  names: readonly string[],
  to: string,
): Promise<void> {
  await Deno.mkdir(to);
  for (const name of names) {
    // The loader is there twice: as itself, and as a link to an absolute path.
    const path = files.find((path) => path.endsWith(`-gnu/${name}`));
    if (path === undefined) throw new Error(`the packages hold no ${name}`);
    await Deno.copyFile(path, `${to}/${name}`);
  }
}
