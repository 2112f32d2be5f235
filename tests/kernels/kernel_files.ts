import { AptSuite } from "./apt_suite.ts";
import { cached } from "./cache.ts";
import { output } from "./commands.ts";
import type { KernelChoice } from "./kernels.ts";

/** A kernel, ready to boot. */
export interface KernelFiles {
  /** The compressed kernel. */
  readonly image: string;
  /** Folder with those modules of {@link MODULES} that it has, uncompressed. */
  readonly modules: string;
}

/** Brings in the newest kernel of a suite, whatever its version. */
const META_PACKAGE = "linux-image-cloud-amd64";

/** Packages that hold a kernel; since 7.0 it is split. */
const HOLDS_KERNEL = /^linux-(image|binary|modules)-\d/;

/** What a guest needs to reach its disk, and Docker for its layers, as far as it is not built in. */
const MODULES = [
  ...["virtio", "virtio_ring", "virtio_pci_legacy_dev", "virtio_pci_modern_dev", "virtio_pci"],
  ...["virtio_blk", "overlay"],
];

/**
 * Gets a kernel out of the cache, or from Debian into it.
 *
 * @throws {Error} when it cannot be had.
 */
export async function kernelFiles({ name, suite }: KernelChoice): Promise<KernelFiles> {
  const folder = await cached(`linux-${name}`, async (part) => {
    const apt = await AptSuite.open(suite);
    const scratch = await Deno.makeTempDir({ prefix: "ctrack-kernel-" });
    try {
      const [image = META_PACKAGE] = holders(await apt.dependencies(META_PACKAGE));
      await apt.download([image, ...holders(await apt.dependencies(image))], scratch);
      await unpack(scratch, part);
    } finally {
      await Deno.remove(scratch, { recursive: true });
    }
  });
  return { image: `${folder}/vmlinuz`, modules: `${folder}/modules` };
}

function holders(packages: readonly string[]): string[] {
  return packages.filter((name) => HOLDS_KERNEL.test(name));
}

/** Takes the kernel and the modules out of the packages in a folder. */
async function unpack(packages: string, to: string): Promise<void> {
  const root = `${packages}/root`;
  for await (const { name } of Deno.readDir(packages)) {
    await output("dpkg-deb", ["--extract", `${packages}/${name}`, root]);
  }
  await Deno.mkdir(`${to}/modules`, { recursive: true });
  const files = (await output("find", [root, "-type", "f"])).split("\n");
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
