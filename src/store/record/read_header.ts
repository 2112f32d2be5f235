import type { FileBytes } from "./file_bytes.ts";
import { RecordingError } from "./recording_error.ts";
import { HEADER_MAX, parseHeader, type RecordingHeader } from "./recording_header.ts";

const NEWLINE = 0x0a;

const MAKE_ONE = "make one with ctrack -w FILE";

/**
 * A recording's first line and its size with the newline, bytes.
 *
 * @throws {RecordingError} for what is no recording, or one of another version.
 */
export async function readHeader(
  path: string,
  bytes: FileBytes,
): Promise<{ readonly header: RecordingHeader; readonly size: number }> {
  const start = await bytes.read(0, HEADER_MAX);
  if (start.length === 0) throw notReadable(path, "it is empty", MAKE_ONE);
  const end = start.indexOf(NEWLINE);
  const line = new TextDecoder().decode(start.subarray(0, Math.max(0, end)));
  const header = parseHeader(line);
  if (!("kind" in header)) return { header, size: end + 1 };
  switch (header.kind) {
    case "foreign":
      throw notReadable(path, "it is no recording of ctrack", MAKE_ONE);
    case "damaged":
      throw notReadable(path, "its first line is damaged", "restore it from a copy");
    case "version":
      throw notReadable(
        path,
        `it is of version ${header.version} of the format, written by ctrack ${header.ctrack}`,
        "read it with that version of ctrack",
      );
    default:
      throw header satisfies never;
  }
}

function notReadable(path: string, why: string, hint: string): RecordingError {
  return new RecordingError(`cannot read ${path}`, { cause: new Error(why), hint });
}
