import { boundedText, field, parseJsonText } from "../api/json_fields.ts";
import { parseTime } from "../api/parse_time.ts";
import { boundAnnotations } from "../oci/bound_annotations.ts";

/** Longest path that is kept; the kernel allows 4,096 bytes. */
const PATH_MAX = 4096;

/** Most entries of a list that are looked at. */
const ENTRIES_MAX = 256;

/** What an OCI runtime keeps of one container; what it does not tell is absent. */
export interface OciState {
  /** Host's pid of the first process. */
  readonly pid: number;
  /** Its start in clock ticks since boot, as in `/proc/PID/stat`: with the pid its unique key. */
  readonly startTicks?: number;
  /** Absolute path of the bundle: tells who drives the runtime. */
  readonly bundle?: string;
  /** Milliseconds since 1970. */
  readonly createdAt?: number;
  /** Bounded, no prototype. */
  readonly annotations: Readonly<Record<string, string>>;
}

/** Reads the text of a state file; undefined for one that is none, or another container's. */
export type ParseOciState = (text: string, id: string) => OciState | undefined;

function pidOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}

function stateOf(
  pid: unknown,
  startTicks: unknown,
  bundle: unknown,
  created: unknown,
  annotations: unknown,
): OciState | undefined {
  const first = pidOf(pid);
  if (first === undefined) return undefined;
  const start = pidOf(startTicks);
  const path = boundedText(bundle, PATH_MAX);
  const createdAt = parseTime(created);
  return {
    pid: first,
    ...start === undefined ? {} : { startTicks: start },
    ...path === undefined ? {} : { bundle: path },
    ...createdAt === undefined ? {} : { createdAt },
    annotations: boundAnnotations(annotations),
  };
}

/** runc's `state.json`: annotations and bundle are texts `key=value` (libcontainer/configs, `Labels`). */
export function parseRuncState(text: string, id: string): OciState | undefined {
  const state = parseJsonText(text);
  if (field(state, "id") !== id) return undefined;
  const listed = field(field(state, "config"), "labels");
  const pairs = (Array.isArray(listed) ? listed.slice(0, ENTRIES_MAX) : [])
    .filter((pair) => typeof pair === "string" && pair.includes("="))
    .map((pair: string): [string, string] => {
      const at = pair.indexOf("=");
      return [pair.slice(0, at), pair.slice(at + 1)];
    });
  const { bundle, ...annotations } = Object.fromEntries(pairs);
  return stateOf(
    field(state, "init_process_pid"),
    field(state, "init_process_start"),
    bundle,
    field(state, "created"),
    annotations,
  );
}

/** crun's `status`: annotations are in the `config.json` beside it. */
export function parseCrunStatus(text: string): OciState | undefined {
  const state = parseJsonText(text);
  return stateOf(
    field(state, "pid"),
    field(state, "process-start-time"),
    field(state, "bundle"),
    field(state, "created"),
    undefined,
  );
}

/** youki's `state.json`: the state that the OCI specification asks a runtime to tell, kept as a file. */
export function parseYoukiState(text: string, id: string): OciState | undefined {
  const state = parseJsonText(text);
  if (field(state, "id") !== id) return undefined;
  const [annotations, created] = [field(state, "annotations"), field(state, "created")];
  return stateOf(field(state, "pid"), undefined, field(state, "bundle"), created, annotations);
}

/** gVisor's `<id>_sandbox:<sandbox>.state`: the process is the sandbox's. */
export function parseRunscState(text: string, id: string): OciState | undefined {
  const state = parseJsonText(text);
  if (field(state, "id") !== id) return undefined;
  return stateOf(
    field(field(state, "sandbox"), "pid"),
    undefined,
    field(state, "bundleDir"),
    field(state, "createdAt"),
    field(field(state, "spec"), "annotations"),
  );
}
