import { DEFAULT_LIMITS, DEFAULT_TIMING } from "../api/api_limits.ts";
import { Deadline } from "../api/deadline.ts";
import { createCriClient, type CriClient, type CriClientOptions } from "../cri/cri_client.ts";
import type { Helper } from "../helper/helper.ts";
import { InFlight } from "../in_flight.ts";
import type { RuntimeContainer, RuntimeState, Unanswered } from "../runtime_client.ts";
import { CrioBundles } from "./crio_bundles.ts";
import { inspectHttp } from "./inspect_http.ts";

/** Where CRI-O listens by default. */
export const DEFAULT_CRIO_SOCKET = "/var/run/crio/crio.sock";

/** Settings of {@link createCrioClient}. */
export interface CrioClientOptions
  extends Omit<CriClientOptions, "socket" | "isNamed" | "name" | "kinds"> {
  /** Path of its unix socket. @default DEFAULT_CRIO_SOCKET */
  readonly socket?: string;
  /** Folder with the bundles' run-time state. @default DEFAULT_RUN_ROOT */
  readonly runRoot?: string;
}

/** The client of a CRI-O, with counts. */
export interface CrioClient extends CriClient {
  noticed(helper: Helper): void;
}

/**
 * Makes a client for CRI-O; nothing is opened before a call. Lists and events come by the CRI, lookups from
 * the containers' bundles, which are complete before their cgroups exist, else by HTTP from the same socket.
 * One `follow()` at a time.
 */
export function createCrioClient(options: CrioClientOptions = {}): CrioClient {
  const { socket = DEFAULT_CRIO_SOCKET, runRoot } = options;
  const timing = { ...DEFAULT_TIMING, ...options.timing };
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const bundles = new CrioBundles(runRoot);
  const cri = createCriClient({
    ...options,
    ...{ socket, isNamed: options.socket !== undefined },
    ...{ name: "crio", kinds: ["crio", "kubernetes-crio", "kubernetes", "unknown"] },
  });
  let followed: AbortSignal | undefined;
  let tellPresence = () => {};
  const lookups = new InFlight(limits.lookups);

  async function askHttp(id: string): Promise<RuntimeContainer | Unanswered> {
    if (!/^[0-9a-f]{64}$/.test(id)) return "none";
    return await lookups.ask(async () => {
      using deadline = new Deadline(followed, timing.lookupMs);
      try {
        return await inspectHttp(socket, id, limits.lookupBytes, deadline.signal);
      } catch {
        return "no answer";
      }
    });
  }

  return {
    ...cri,
    follow(listener, signal) {
      followed = signal;
      let known: RuntimeState | undefined;
      const tell = (state: RuntimeState, reason?: string): void => {
        if (state === known) return;
        known = state;
        listener.state(state, reason);
      };
      tellPresence = () => {
        // Without its socket its files still answer.
        if (known === "absent" && !signal.aborted && bundles.isPresent) tell("up");
      };
      return cri.follow({
        update: (container) => listener.update(container),
        happened: (id, happening) => listener.happened(id, happening),
        removed: (id) => listener.removed(id),
        state: (state, reason) => {
          if (state === "absent" && bundles.isPresent) tell("up");
          else tell(state, reason);
        },
      }, signal);
    },
    async lookup(id) {
      return await bundles.lookup(id) ?? await askHttp(id);
    },
    async inspect(id) {
      const [found, told] = await Promise.all([bundles.lookup(id), cri.inspect(id)]);
      if (typeof told === "string") return found ?? told;
      return { ...found, ...told };
    },
    noticed(helper) {
      bundles.notice(helper);
      tellPresence();
    },
  };
}
