import { UsageError } from "../cli/cli_error.ts";
import type { ConfigFile } from "../cli/config/config_file.ts";
import { provideRequire } from "../enrich/provide_require.ts";
import { readWholeText } from "../source/host_files.ts";

/** Far larger than any file that people write: all flags of all commands fill a few KiB. */
const CONFIG_MAX = 1 << 20;

/**
 * Reads the file that `--config` names: a regular file or a pipe.
 *
 * @throws {UsageError} when it cannot be read, has more than 1 MiB, or is no YAML of flags.
 */
export async function readConfig(path: string): Promise<ConfigFile> {
  const file = readWholeText(path, CONFIG_MAX);
  if (file.text === undefined) {
    throw new UsageError(`cannot read ${path}`, {
      cause: new Error(file.reason),
      hint: "give --config a YAML file of flags, such as format: json",
    });
  }
  await provideRequire();
  const { parseConfig } = await import("../cli/config/parse_config.ts");
  return parseConfig(path, file.text);
}
