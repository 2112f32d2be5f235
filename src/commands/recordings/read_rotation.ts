import { UsageError } from "../../cli/cli_error.ts";
import { formatDuration, parseDuration } from "../../cli/duration.ts";
import { formatSize, parseSize } from "../../cli/size.ts";
import type { Rotation } from "../../store/record/rotation.ts";
import type { RecordValues } from "../record_flags.ts";

/** A file that is smaller holds hardly a block. */
const BYTES_MIN = 64 << 10;

const MS_MIN = 1000;

/** When the recording of --write goes on in a new file. @throws {UsageError} for what is neither size nor time. */
export function readRotation({ rotate, keep }: RecordValues): Rotation | undefined {
  if (rotate.length === 0) return undefined;
  const limits = rotate.map(readLimit);
  return { keep, ...Object.assign({}, ...limits) };
}

/** `m` is a minute and `M` a MiB. */
function readLimit(text: string): { readonly bytes: number } | { readonly ms: number } {
  const bytes = /^\d+([KMG]|$)/.test(text) ? parseSize(text) : undefined;
  const ms = /[a-z]/.test(text) ? parseDuration(text) : undefined;
  if (/^\d+$/.test(text) || (bytes === undefined && ms === undefined)) {
    throw new UsageError(`--rotate takes a size or a time, not "${text}"`, {
      hint: "write it like 100M or 1h, or both: 100M,1h",
    });
  }
  if ((bytes ?? Infinity) < BYTES_MIN || (ms ?? Infinity) < MS_MIN) {
    throw new UsageError(`--rotate ${text} is out of range`, {
      hint: `give ${formatSize(BYTES_MIN)} or ${formatDuration(MS_MIN)} at least`,
    });
  }
  return bytes === undefined ? { ms: ms ?? 0 } : { bytes };
}
