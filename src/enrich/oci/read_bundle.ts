import { openPlainFile } from "../../shim/plain_file.ts";
import { STATE_FILE_MAX, textOf } from "../state_file.ts";
import { type OciConfig, parseOciConfig } from "./parse_config.ts";

/** An OCI bundle's configuration, and when things were done, by the times of its files. */
export interface Bundle {
  readonly config: OciConfig;
  /** When the configuration was written, ms since 1970. */
  readonly createdAt: number;
  /** When containerd's shim noted the first process, ms since 1970; other runtimes leave no such file. */
  readonly startedAt?: number;
}

/**
 * Reads the `config.json` of a bundle's folder; undefined where there is none that can be read. Neither a
 * symbolic link nor a FIFO is opened in its place. Never rejects.
 */
export function readBundle(folder: string): Promise<Bundle | undefined> {
  using file = openPlainFile(`${folder}/config.json`);
  const text = file && textOf(file, STATE_FILE_MAX);
  const config = text === undefined ? undefined : parseOciConfig(text);
  if (file === undefined || config === undefined) return Promise.resolve(undefined);
  const startedAt = regularFileTime(`${folder}/init.pid`);
  const created = { config, createdAt: file.modified };
  return Promise.resolve(startedAt === undefined ? created : { ...created, startedAt });
}

/**
 * When a regular file was written last, ms since 1970; undefined for all else. Asked at once and not on
 * another thread: on the memory file systems of state folders that takes 10 us, a thread's answer 100.
 */
export function regularFileTime(path: string): number | undefined {
  using file = openPlainFile(path);
  return file?.modified;
}
