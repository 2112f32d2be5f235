/** What LXC's files tell of a container; what they do not is absent. */
export interface LxcConfig {
  /** What it was made from, such as `debian/bookworm`. */
  readonly image?: string;
  /** Milliseconds since 1970. */
  readonly createdAt?: number;
}

/** Lines that are looked at: LXD writes some 100, a backup of many snapshots more. */
const LINES_MAX = 2000;
const IMAGE_MAX = 512;

/** Behind `# Parameters passed to the template:` in LXC's own files. */
const PARAMETERS = /^# Parameters passed to the template:(.*)$/;

/** LXD's and Incus's `backup.yaml`. Blanks are not its business: to try each of many takes forever. */
const YAML = /^ *(image\.(?:os|release)|created_at):(.*)$/;

/**
 * Reads LXC's `config` (lxc 5.0 src/lxc/lxccontainer.c notes the template and its parameters in front) or the
 * `backup.yaml` of LXD and Incus. Never throws.
 */
export function parseLxcConfig(text: string): LxcConfig {
  const values = new Map<string, string>();
  for (const line of text.split("\n", LINES_MAX)) {
    const parameters = PARAMETERS.exec(line)?.[1]?.trim().split(/\s+/);
    if (parameters !== undefined) {
      note(values, "image.os", option(parameters, "--dist", "-d"));
      note(values, "image.release", option(parameters, "--release", "-r"));
    }
    const [, key = "", value = ""] = YAML.exec(line) ?? [];
    note(values, key, value.trim().replace(/^(["'])(.*)\1$/, "$2"));
  }
  const os = values.get("image.os");
  const release = values.get("image.release");
  const image = os === undefined ? undefined : [os, release].filter((part) => part).join("/");
  const created = Date.parse(values.get("created_at") ?? "");
  return {
    ...image === undefined ? {} : { image: image.slice(0, IMAGE_MAX) },
    // Go writes the year 1 for never.
    ...created > 0 ? { createdAt: created } : {},
  };
}

/** The first value counts: snapshots come behind their container. */
function note(values: Map<string, string>, key: string, value: string | undefined): void {
  if (key !== "" && value !== undefined && value !== "" && !values.has(key)) values.set(key, value);
}

function option(parameters: readonly string[], ...names: readonly string[]): string | undefined {
  for (const [index, parameter] of parameters.entries()) {
    for (const name of names) {
      if (parameter === name) return parameters[index + 1];
      if (parameter.startsWith(`${name}=`)) return parameter.slice(name.length + 1);
    }
  }
  return undefined;
}
