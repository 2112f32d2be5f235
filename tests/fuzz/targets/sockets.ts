import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { parseEvent } from "../../../src/enrich/api/parse_event.ts";
import { DOCKER_DIALECT } from "../../../src/enrich/docker/docker_dialect.ts";
import { fakeDaemon } from "../../enrich/api/fake_daemon.ts";
import { fixture } from "../../enrich/api/fixtures.ts";
import { following } from "../../enrich/api/following.ts";
import { mutatedBytes } from "../mutate.ts";
import { fuzzTarget } from "../target.ts";

/** Longest event here: changes reach over it now and then. */
const PIECE_MAX = 600;

/** Bytes in pieces, as a socket may bring them. */
function inChunks(bytes: Uint8Array, size: number): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, at += size));
    },
  });
}

/** What the lines of a stream come to, by a plain reading of all of it at once. */
function expected(bytes: Uint8Array) {
  const counts = { malformed: 0, oversized: 0, ignored: 0 };
  let told = 0;
  for (let from = 0;;) {
    const end = bytes.indexOf(0x0a, from);
    if (end < 0) return { counts, told };
    const line = bytes.subarray(from, end);
    from = end + 1;
    if (line.length === 0) continue;
    const event = line.length > PIECE_MAX ? "oversized" : parseEvent(line, DOCKER_DIALECT);
    if (typeof event === "string") counts[event]++;
    else {
      told += Number(event.happening !== undefined) + Number(event.isRemoval);
    }
  }
}

const lines = fixture("events.jsonl");

/** Some events, so that a change hits one. */
const FEW = lines.slice(0, lines.indexOf(0x0a, 3000) + 1);

/** A stream of events of a daemon, read by the real client over a real socket. */
export const EVENT_STREAM = fuzzTarget({
  name: "docker_stream",
  promise: "any stream in any chunks is read to its end: each line told, or counted as what it is",
  input: fc.tuple(mutatedBytes(FEW), fc.constantFrom(7, 100, 1000, 65_536)),
  async check([bytes, size]) {
    let streams = 0;
    const events = () => {
      // The second one is silent, and stays open.
      return new Response(streams++ === 0 ? inChunks(bytes, size) : new ReadableStream());
    };
    await using daemon = fakeDaemon({ events });
    await following(daemon.socket, async (recorder, client) => {
      await recorder.until("down");
      const { counts, told } = expected(bytes);
      const { malformed, oversized, ignored } = client.stats();
      assertEquals({ malformed, oversized, ignored }, counts);
      const calls = recorder.calls.filter((call) => /^(?:happened|removed) /.test(call));
      assertEquals(calls.length, told);
      await recorder.until("up", recorder.calls.findIndex((call) => call.startsWith("down")));
    }, { limits: { pieceBytes: PIECE_MAX } });
  },
});

const list = fixture("list.jsonl");

/** A daemon's list, alike. */
export const LIST_STREAM = fuzzTarget({
  name: "docker_list_stream",
  promise:
    "any list in any chunks is containers with true ids, or a failure that is told in one line",
  input: fc.tuple(mutatedBytes(list), fc.constantFrom(7, 100, 65_536)),
  async check([bytes, size]) {
    await using daemon = fakeDaemon({ list: () => new Response(inChunks(bytes, size)) });
    await following(daemon.socket, async (recorder) => {
      while (!recorder.calls.some((call) => /^(?:up|down)/.test(call))) {
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      for (const { id, name } of recorder.containers) {
        assert(/^[0-9a-f]{64}$/.test(id) && name.length > 0 && name.length <= 256);
      }
      const down = recorder.calls.find((call) => call.startsWith("down"));
      assert(down === undefined || /^down [^\n]{1,256}$/.test(down), down);
    });
  },
});
