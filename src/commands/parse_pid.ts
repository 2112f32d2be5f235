import { UsageError } from "../cli/cli_error.ts";

/** Largest pid that Linux can be set up to give (`PID_MAX_LIMIT`). */
const MAX_PID = 4_194_304;

/** A pid that was given as an argument. @throws {UsageError} */
export function parsePid(text: string): number {
  const pid = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (pid >= 1 && pid <= MAX_PID) return pid;
  throw new UsageError(`"${text}" is no pid`, { hint: `give numbers from 1 to ${MAX_PID}` });
}
