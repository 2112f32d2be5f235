import { baseName, claimedId, claimedPath } from "../claimed_text.ts";
import type { HelperClaim } from "../helper.ts";
import type { HelperProgram } from "../helper_program.ts";
import { lastValue, type OptionSyntax, type ReadOptions, readOptions } from "../read_options.ts";

/** Options with a value of their own argument (systemd 252 src/nspawn/nspawn.c, parse_argv). */
const SYNTAX: OptionSyntax = {
  dash: "short",
  valued: new Set([
    ..."DuLMSZipE".split("").map((letter) => `-${letter}`),
    "--directory",
    "--template",
    "--user",
    "--image",
    "--image-policy",
    "--oci-bundle",
    "--root-hash",
    "--root-hash-sig",
    "--verity-data",
    "--pivot-root",
    "--chdir",
    "--setenv",
    "--kill-signal",
    "--machine",
    "--hostname",
    "--uuid",
    "--slice",
    "--property",
    "--private-users-ownership",
    "--network-interface",
    "--network-macvlan",
    "--network-ipvlan",
    "--network-veth-extra",
    "--network-bridge",
    "--network-zone",
    "--network-namespace-path",
    "--port",
    "--selinux-context",
    "--selinux-apifs-context",
    "--capability",
    "--drop-capability",
    "--ambient-capability",
    "--no-new-privileges",
    "--notify-ready",
    "--system-call-filter",
    "--rlimit",
    "--oom-score-adjust",
    "--cpu-affinity",
    "--personality",
    "--resolv-conf",
    "--timezone",
    "--link-journal",
    "--bind",
    "--bind-ro",
    "--bind-user",
    "--inaccessible",
    "--tmpfs",
    "--overlay",
    "--overlay-ro",
    "--settings",
    "--console",
    "--load-credential",
    "--set-credential",
    "--suppress-sync",
    "--background",
    "--register",
  ]),
};

/** `HOST_NAME_MAX`. */
const MAX_NAME = 64;

/**
 * A folder's name as a machine's name (systemd src/basic/hostname-util.c, hostname_cleanup): letters, digits,
 * hyphens and single dots stay.
 */
function machineName(folder: string): string {
  const kept = folder.replace(/[^A-Za-z0-9.-]/g, "").replace(/^[.-]+/, "")
    .replace(/\.[.-]+/g, ".").replace(/-\./g, "-");
  return kept.slice(0, MAX_NAME).replace(/[.-]$/, "");
}

/** The name without `--machine`: the last one of the image's or the root folder's path. */
function defaultName(read: ReadOptions, workingDirectory: string): string {
  const image = lastValue(read, "-i", "--image");
  if (image !== undefined) return machineName(baseName(image).replace(/\.raw$/, ""));
  const given = lastValue(read, "-D", "--directory", "--oci-bundle", "--template");
  return machineName(baseName(claimedPath(given ?? ".", workingDirectory) ?? ""));
}

function readNspawn(args: readonly string[], workingDirectory: string): HelperClaim | undefined {
  const read = readOptions(args.slice(1), SYNTAX);
  if (["-h", "--help", "--version", "--cleanup"].some((name) => read.values.has(name))) {
    return undefined;
  }
  const given = lastValue(read, "-M", "--machine");
  const containerId = claimedId(given ?? defaultName(read, workingDirectory));
  if (containerId === undefined) return undefined;
  // An ephemeral machine without a name gets a random suffix, which no command line tells.
  const isExact = given !== undefined ||
    !(read.values.has("-x") || read.values.has("--ephemeral"));
  return {
    runtime: "nspawn",
    containerId,
    ...(isExact ? { name: containerId } : {}),
    startsProcesses: true,
  };
}

/** systemd-nspawn: the container's supervisor itself. */
export const SYSTEMD_NSPAWN: HelperProgram = {
  commands: ["systemd-nspawn"],
  source:
    "systemd-nspawn(1), --machine; systemd 252 src/nspawn/nspawn.c, determine_names; run here",
  read: readNspawn,
};
