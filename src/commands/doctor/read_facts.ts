import type { HostFiles } from "../../source/host_files.ts";
import { type KernelVersion, parseKernelVersion } from "./parse/kernel_version.ts";
import { type Mount, parseMounts } from "../../source/mounts.ts";

/** The kernel's release as text and as numbers; both undefined when it is not told. */
export function readKernel(
  files: HostFiles,
): { readonly release: string | undefined; readonly version: KernelVersion | undefined } {
  const release = files.read("/proc/sys/kernel/osrelease").text?.trim();
  return { release, version: release === undefined ? undefined : parseKernelVersion(release) };
}

/** This process's mounts; empty when they cannot be read. */
export function readMounts(files: HostFiles): Mount[] {
  return parseMounts(files.read("/proc/self/mountinfo").text ?? "");
}
