import type { Container } from "../model/container.ts";
import type { CgroupKey, Event } from "../model/event.ts";
import type { LabelledEvent } from "../model/labelled_event.ts";
import type { Owner } from "../model/owner.ts";
import type { HostAccess } from "./host_access.ts";
import type { RuntimeSet } from "./runtime_set.ts";

/** What the labeller needs from outside. */
export interface LabellerOptions {
  /** How long events wait for their container's name, ms. */
  readonly labelWaitMs: number;
  readonly runtimes: RuntimeSet;
  /** Whether events of a cgroup are wanted, by what is known of it now. */
  readonly judge: (owner: Owner, container: Container | undefined) => "yes" | "no" | "maybe";
  /** Takes what follows from that to the kernel. */
  readonly setVerdict: (cgroup: CgroupKey, verdict: "deliver" | "drop" | "forget") => void;
  /** The same for a mount namespace whose processes' cgroups are dropped. */
  readonly setMounts: (mountNamespace: number, verdict: "deliver" | "drop") => void;
  /** Files of `/proc`. */
  readonly host: HostAccess;
  /** Takes secrets out of an event, as soon as it has told all that labels need. */
  readonly redact: <E extends Event>(event: E) => E;
  /** Takes each event when its label is settled. */
  readonly emit: (event: LabelledEvent) => void;
  /** Nanoseconds since boot: the clock of the events. */
  readonly bootNow: () => number;
  /** When the host's clock showed a moment (ns since 1970), ns since boot. */
  readonly timeOf: (moment: bigint) => number;
  /** A clock in ms for waits. @default performance.now */
  readonly now?: () => number;
}
