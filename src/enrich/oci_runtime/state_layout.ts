import {
  parseCrunStatus,
  type ParseOciState,
  parseRuncState,
  parseRunscState,
  parseYoukiState,
} from "./oci_state.ts";

/** Where an OCI runtime keeps what it knows of its containers. */
export interface StateLayout {
  /** As in `container.runtime`. */
  readonly runtime: string;
  /** Where the facts come from. */
  readonly source: string;
  /** Root's folder when nothing is said; a user's is the same name in `/run/user/UID`. */
  readonly folder: string;
  /** The file of a container whose id is known, below the folder; undefined when only a listing tells. */
  readonly file?: (id: string) => string;
  /** The id to which an entry of the folder belongs; undefined for an entry of another kind. */
  readonly idOf: (entry: string) => string | undefined;
  /** The `config.json` with the annotations, where the state file has none. */
  readonly config?: (id: string) => string;
  readonly parse: ParseOciState;
}

/** gVisor names the file after the container and its sandbox. */
const RUNSC_FILE = /^(.+)_sandbox:.+\.state$/s;

/** One for each runtime that is told of by its state files. */
export const STATE_LAYOUTS: readonly StateLayout[] = [
  {
    runtime: "runc",
    source: "runc 1.1, run here: `<root>/<id>/state.json`",
    folder: "/run/runc",
    file: (id) => `${id}/state.json`,
    idOf: (entry) => entry,
    parse: parseRuncState,
  },
  {
    runtime: "crun",
    source: "crun 1.8, run here: `<root>/<id>/status`, `config.json`",
    folder: "/run/crun",
    file: (id) => `${id}/status`,
    idOf: (entry) => entry,
    config: (id) => `${id}/config.json`,
    parse: parseCrunStatus,
  },
  {
    runtime: "youki",
    source: "youki 0.3 crates/libcontainer/src/container/state.rs: `<root>/<id>/state.json`",
    folder: "/run/youki",
    file: (id) => `${id}/state.json`,
    idOf: (entry) => entry,
    parse: parseYoukiState,
  },
  {
    runtime: "runsc",
    source: "gVisor release-20221219, run here: `<root>/<id>_sandbox:<id>.state`",
    folder: "/var/run/runsc",
    idOf: (entry) => RUNSC_FILE.exec(entry)?.[1],
    parse: parseRunscState,
  },
];
