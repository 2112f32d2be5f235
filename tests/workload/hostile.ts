/** Processes and a container whose every name tries to get at the terminal, the table or the spreadsheet of its reader. */

import { makeContainerCgroup } from "../bench/container_cgroup.ts";
import { type FakeDaemon, fakeDaemon, listOf } from "../enrich/api/fake_daemon.ts";
import { removeTree } from "./own_processes.ts";

/** A shell, which keeps whatever name its file has. */
const SHELL = "/bin/dash";

/**
 * File names, one process each, as bytes: the kernel's short name is their first 15. Clear the screen and set the
 * title; turn the writing round, C1 controls as UTF-8; bytes that are not UTF-8, line breaks; a formula.
 */
const FILES: readonly Uint8Array[] = [
  text("\x1b[2J\x1b]0;title\x07\x7f"),
  text("\u202e\u009b2J\u200b\u2028\ufeff"),
  new Uint8Array([0xff, 0x9b, 0x32, 0x4a, 0x0a, 0x0d, 0x0a, 0xc2, 0x66]),
  text("=cmd|' C calc'!A0,\";@x"),
];

/** Arguments of each process, the first one its own name. */
const ARGS: readonly Uint8Array[] = [
  text("\x1b]0;\x9b\r\n{{json .}}"),
  text("\u2066\u{e0041}\u115f\ufe0f"),
  new Uint8Array([0xed, 0xa0, 0x80, 0x1b, 0x63]),
  text("@SUM(1+1)*cmd|' /C calc'!A0"),
];

/** Every text of the container, such as its name. */
export const HOSTILE_NAME = '\x1b[2J\u202e\n=1+1;@a,"\u009b\u200b{{json .}}\x07';

/** Name of a cgroup in the container's: no line break can be in it. */
const HOSTILE_CGROUP = "=\x1b[2J\u202e\u009b;@b";

function text(characters: string): Uint8Array {
  return new TextEncoder().encode(characters);
}

/** Bytes as bash reads them. */
function quoted(bytes: Uint8Array): string {
  const escapes = Array.from(bytes, (byte) => `\\x${byte.toString(16).padStart(2, "0")}`);
  return `$'${escapes.join("")}'`;
}

/** A process that waits to be told to end. */
interface Waiting {
  readonly pid: number;
  /** Has it end with code 3. */
  end(): Promise<void>;
}

/** A container of hostile processes. */
export interface Hostile extends AsyncDisposable {
  /** Socket of a daemon that gives it its name. */
  readonly socket: string;
  /** Id of the container. */
  readonly id: string;
  readonly daemon: FakeDaemon;
  /** Starts the processes, which then wait; gives their pids. */
  start(): Promise<readonly number[]>;
  /** Has them end with code 3. */
  end(): Promise<void>;
}

/** How many processes it starts. */
export const HOSTILE_COUNT = FILES.length;

/** Makes a container's cgroup and a daemon that knows it. Dispose it to remove all. */
export async function makeHostile(): Promise<Hostile> {
  const folder = await Deno.makeTempDir({ prefix: "ctrack-hostile-" });
  const cgroup = await makeContainerCgroup();
  const inner = `${cgroup.path}/${HOSTILE_CGROUP}`;
  await Deno.mkdir(inner);
  const name = HOSTILE_NAME;
  const labels = {
    [name]: name,
    "com.docker.compose.project": name,
    "com.docker.compose.service": name,
    "io.kubernetes.pod.name": name,
    "io.kubernetes.pod.namespace": name,
    "io.kubernetes.container.name": name,
  };
  const entry = {
    Id: cgroup.id,
    Names: [`/${name}`],
    Image: name,
    Labels: labels,
    State: "running",
  };
  const daemon = fakeDaemon({ list: () => listOf(entry) });
  const running: Waiting[] = [];

  async function end(): Promise<void> {
    for (const each of running.splice(0)) await each.end();
  }

  return {
    socket: daemon.socket,
    id: cgroup.id,
    daemon,
    async start() {
      for (const file of FILES) {
        running.push(await startProcess(folder, `${inner}/cgroup.procs`, file));
      }
      return running.map(({ pid }) => pid);
    },
    end,
    async [Symbol.asyncDispose]() {
      await end();
      await new Deno.Command("rmdir", { args: [inner] }).output();
      await cgroup[Symbol.asyncDispose]();
      await daemon[Symbol.asyncDispose]();
      await removeTree(folder);
    },
  };
}

/** Copies the shell under a hostile name in a hostile folder, and runs it in the cgroup. */
async function startProcess(folder: string, procs: string, file: Uint8Array): Promise<Waiting> {
  const place = `${folder}/${quoted(FILES[0] ?? file)}`;
  const [name = file, ...args] = ARGS;
  const script = [
    `mkdir -p ${place} && cd ${place} && cp ${SHELL} ./${quoted(file)}`,
    `echo $$ >${quoted(text(procs))}`,
    `exec -a ${quoted(name)} ./${quoted(file)} -c 'echo up; read line; exit 3' ${
      args.map(quoted).join(" ")
    }`,
  ].join(" && ");
  const child = new Deno.Command("bash", {
    args: ["-c", script],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  if (value === undefined) throw new Error("a hostile process did not start");
  return {
    pid: child.pid,
    async end() {
      await child.stdin.close();
      await reader.cancel();
      await child.status;
    },
  };
}
