import { UsageError } from "../../cli/cli_error.ts";
import { parseMoment, systemUtcOffset } from "../../cli/moment.ts";
import type { Recordings, Window } from "../../store/record/open_recordings.ts";

const HINT =
  "write it like 2026-11-22T10:15:00Z, 10:15, 10m (before the end) or +5m (after the beginning)";

/** Values of the flags that say which time of a recording to read. */
export interface WindowValues {
  readonly since: string | undefined;
  readonly until: string | undefined;
}

/** The part of the recordings that the flags ask for. @throws {UsageError} for times that make no sense. */
export async function readWindow(recordings: Recordings, values: WindowValues): Promise<Window> {
  const { since, until } = values;
  if (since === undefined && until === undefined) return {};
  const window = {
    since: since === undefined ? undefined : await readMoment(recordings, "--since", since),
    until: until === undefined ? undefined : await readMoment(recordings, "--until", until),
  };
  if (window.since !== undefined && window.until !== undefined && window.since > window.until) {
    throw new UsageError(`--since ${since} is later than --until ${until}`, {
      hint: "swap them, or leave one of them out",
    });
  }
  return window;
}

/** A moment of the recordings, ns since 1970. @throws {UsageError} for what is none; `flag` is for its message. */
export async function readMoment(
  recordings: Recordings,
  flag: string,
  text: string,
): Promise<bigint> {
  const extent = await recordings.extent();
  const [{ header, epochs }] = recordings.files;
  const began = epochs.momentOf(header.began);
  const { first, last } = extent ?? { first: began, last: began };
  const moment = parseMoment(text, { beginning: first, end: last, utcOffset: systemUtcOffset });
  if (moment === undefined) {
    throw new UsageError(`${flag} takes a time, not "${text}"`, { hint: HINT });
  }
  return moment;
}
