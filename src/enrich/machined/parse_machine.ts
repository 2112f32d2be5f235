/** What systemd-machined notes of a machine; what it does not is absent. */
export interface Machine {
  readonly name: string;
  /** `container` or `vm`. */
  readonly class?: string;
  /** Host's pid of its first process. */
  readonly leader?: number;
  /** Who registered it, such as `systemd-nspawn` or `libvirt-lxc`. */
  readonly service?: string;
  /** Root folder in the host's file system. */
  readonly root?: string;
  /** Milliseconds since 1970. */
  readonly createdAt?: number;
}

/** Longest value that is kept, UTF-16 units: a path. */
const VALUE_MAX = 4096;

const ESCAPED = /\\(.)/gs;

/**
 * Reads the text of a file in `/run/systemd/machines` (systemd src/machine/machine.c, machine_save):
 * assignments as for a shell. systemd asks not to read it, yet D-Bus would be one more daemon to wait for.
 * Undefined for a text without a name. Never throws.
 */
export function parseMachine(text: string): Machine | undefined {
  const values = new Map<string, string>();
  for (const line of text.split("\n", 64)) {
    const found = /^([A-Z_]{1,32})=(.*)$/s.exec(line);
    const [, key = "", value = ""] = found ?? [];
    if (found !== null && value.length <= VALUE_MAX) values.set(key, unquote(value));
  }
  const name = values.get("NAME");
  if (name === undefined || name === "") return undefined;
  const kind = values.get("CLASS");
  const service = values.get("SERVICE");
  const root = values.get("ROOT");
  const leader = count(values.get("LEADER"));
  const microseconds = count(values.get("REALTIME"));
  return {
    name,
    ...kind === undefined ? {} : { class: kind },
    ...leader === undefined ? {} : { leader },
    ...service === undefined ? {} : { service },
    ...root === undefined ? {} : { root },
    ...microseconds === undefined ? {} : { createdAt: Math.floor(microseconds / 1000) },
  };
}

function unquote(value: string): string {
  const quoted = /^"(.*)"$/s.exec(value)?.[1];
  return (quoted ?? value).replace(ESCAPED, "$1");
}

function count(value: string | undefined): number | undefined {
  if (value === undefined || !/^[1-9]\d{0,15}$/.test(value)) return undefined;
  return Number(value);
}
