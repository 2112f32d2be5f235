import { ApiFailure } from "./api_failure.ts";
import type { ApiLimits, ApiTiming } from "./api_limits.ts";
import { chooseApiVersion, needsMinimum } from "./api_version.ts";
import { ArraySplitter } from "./array_splitter.ts";
import { Deadline } from "./deadline.ts";
import { field, parseJson } from "./json_fields.ts";
import { LineSplitter } from "./line_splitter.ts";
import { readPieces } from "./read_pieces.ts";
import { readUpTo, request } from "./request.ts";

/** Bytes of `/version` that are read; it has 800. */
const MAX_VERSION_BYTES = 64 * 1024;

/** Bytes of `/info` that are read; it has 3 KiB, and more with many warnings, plugins or mirrors. */
const MAX_INFO_BYTES = 256 * 1024;

/** Gets one event line or list entry; undefined stands for one over the size limit. */
export type OnPiece = (piece: Uint8Array | undefined) => void;

/** The questions put to a daemon that speaks Docker's API. All reject with what describeFailure() takes. */
export class DockerApi {
  readonly #socket: string;
  readonly #timing: ApiTiming;
  readonly #limits: ApiLimits;

  constructor(socket: string, timing: ApiTiming, limits: ApiLimits) {
    this.#socket = socket;
    this.#timing = timing;
    this.#limits = limits;
  }

  /** Agrees on an API version, such as `1.41`. */
  async negotiate(signal: AbortSignal): Promise<string> {
    using deadline = new Deadline(signal, this.#timing.answerMs);
    const ping = await this.#get(
      "/_ping",
      deadline,
      ({ headers }) => Promise.resolve(headers.get("api-version") ?? ""),
    );
    const minimum = needsMinimum(ping) ? await this.#minimum(deadline) : undefined;
    const version = chooseApiVersion(ping, minimum);
    if (version === undefined) throw new ApiFailure(`${this.#socket} has no Docker API`);
    return version;
  }

  /**
   * Subscribes to the events of containers, `actions` alone if given, from `since` (ms since the
   * epoch) on: the daemon answers before it has subscribed, and fills that gap from its log of 256
   * events. `onReady` is called at the answer. Resolves when the stream ends; being idle is no end.
   */
  async events(
    version: string,
    since: number,
    actions: readonly string[] | undefined,
    signal: AbortSignal,
    onReady: () => void,
    onLine: OnPiece,
  ): Promise<void> {
    const query = new URLSearchParams({
      since: (since / 1000).toFixed(3),
      filters: JSON.stringify({
        type: ["container"],
        ...actions === undefined ? {} : { event: actions },
      }),
    });
    using deadline = new Deadline(signal, this.#timing.answerMs);
    await this.#get(`/v${version}/events?${query}`, deadline, ({ body }) => {
      deadline.lift();
      onReady();
      return readPieces(body, new LineSplitter(this.#limits.pieceBytes), onLine);
    });
  }

  /** Lists all containers, the stopped ones too. Rejects with AnswerTooLong after a part. */
  async list(version: string, signal: AbortSignal, onEntry: OnPiece): Promise<void> {
    using deadline = new Deadline(signal, this.#timing.listMs);
    await this.#list(version, {}, deadline, this.#limits.listBytes, onEntry);
  }

  /**
   * Lists the one container of a full id, if there is such. This answers within 3 ms while the
   * container starts; inspect would block for 113 to 152 ms. Time is the caller's deadline.
   */
  one(version: string, id: string, deadline: Deadline, onEntry: OnPiece): Promise<void> {
    return this.#list(version, { id: [id] }, deadline, this.#limits.lookupBytes, onEntry);
  }

  /**
   * The first bytes of all that the daemon tells of a container; the id must be a full one. It waits while
   * the container is started.
   */
  inspect(version: string, id: string, deadline: Deadline): Promise<Uint8Array> {
    return this.#get(`/v${version}/containers/${id}/json`, deadline, ({ body }) => {
      return readUpTo(body, this.#limits.inspectBytes);
    });
  }

  /** What the daemon tells of itself, of which at most {@link MAX_INFO_BYTES} are read. */
  async info(version: string, signal: AbortSignal): Promise<unknown> {
    using deadline = new Deadline(signal, this.#timing.answerMs);
    return await this.#get(`/v${version}/info`, deadline, async ({ body }) => {
      return parseJson(await readUpTo(body, MAX_INFO_BYTES));
    });
  }

  #list(
    version: string,
    filters: Readonly<Record<string, readonly string[]>>,
    deadline: Deadline,
    maxBytes: number,
    onEntry: OnPiece,
  ): Promise<void> {
    const query = new URLSearchParams({ all: "1", filters: JSON.stringify(filters) });
    return this.#get(`/v${version}/containers/json?${query}`, deadline, ({ body }) => {
      return readPieces(body, new ArraySplitter(this.#limits.pieceBytes), onEntry, maxBytes);
    });
  }

  /** `MinAPIVersion` of `/version`. */
  #minimum(deadline: Deadline): Promise<unknown> {
    return this.#get("/version", deadline, async ({ body }) => {
      return field(parseJson(await readUpTo(body, MAX_VERSION_BYTES)), "MinAPIVersion");
    });
  }

  #get<T>(
    target: string,
    deadline: Deadline,
    read: Parameters<typeof request<T>>[3],
  ): Promise<T> {
    return request(this.#socket, target, deadline.signal, read);
  }
}
