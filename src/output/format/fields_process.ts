import type { Exit, Process, Program, Usage } from "../../model/event.ts";
import type { LabelledEvent } from "../../model/labelled_event.ts";
import type { Field } from "./field.ts";
import { fieldsOf } from "./field_rows.ts";
import { processOf, programOf } from "./subject.ts";

/** Flags are told only where they are true. */
const flag = (value: boolean): true | undefined => value ? true : undefined;
/** Numbers that the kernel leaves 0 where there is nothing to tell. */
const some = (value: number): number | undefined => value === 0 ? undefined : value;
const text = (value: string): string | undefined => value === "" ? undefined : value;

/** Credentials that a fork or exit cannot change are told once, with the program. */
const programProcess = ({ event }: LabelledEvent): Process | undefined =>
  programOf(event) && processOf(event);
const exitOf = ({ event }: LabelledEvent): Exit | undefined =>
  event.kind === "exit" ? event.exit : undefined;
const usageOf = ({ event }: LabelledEvent): Usage | undefined =>
  event.kind === "process" ? event.usage : undefined;

const IDENTITY = fieldsOf<Process>(({ event }) => processOf(event), "process", [
  ["pid", "integer", "PID", 7, (p) => p.pid, "Process id on the host."],
  ["vpid", "integer", "CPID", 7, (p) => p.vpid, "Process id inside the process's own container."],
  [
    "tid",
    "integer",
    "TID",
    7,
    (p) => p.tid === p.pid ? undefined : p.tid,
    "Thread id on the host, where another thread than the first caused the event.",
  ],
  ["parent_pid", "integer", "PPID", 7, (p) => p.parentPid, "Process id of the parent on the host."],
]);

const START: Field = {
  name: "process.start_time",
  type: "timestamp",
  meaning: "When the process began; with the pid it is unique.",
  heading: "STARTED",
  width: 30,
  get({ event }, { clock }) {
    const process = processOf(event);
    return process && clock.rfc3339(process.startTime);
  },
};

const ROLE: Field = {
  name: "process.role",
  type: "string",
  meaning:
    "How it came into its container: init, child, exec (by the runtime), entered (by somebody " +
    "else), or runtime (its own work); a table marks the last three in brackets.",
  heading: "ROLE",
  width: 7,
  get: ({ event, role }) => processOf(event) && role,
};

const COMMAND = fieldsOf<Process>(({ event }) => processOf(event), "process", [
  [
    "command",
    "string",
    "COMMAND",
    15,
    (p) => p.command,
    "The kernel's short name of the process, at most 15 bytes.",
  ],
]);

const PROGRAM = fieldsOf<Program>(({ event }) => programOf(event), "process", [
  [
    "executable.path",
    "string",
    "PATH",
    24,
    (p) => text(p.path),
    "Path of the executable, as its own mount namespace has it.",
  ],
  [
    "executable.path_truncated",
    "boolean",
    "PATH-CUT",
    8,
    (p) => flag(p.pathTruncated),
    "True where the path is longer than 4096 bytes and was cut.",
  ],
  [
    "executable.upper_layer",
    "boolean",
    "UPPER",
    5,
    (p) => flag(p.upperLayer),
    "True where the executable is not from the image but was written by the container.",
  ],
  [
    "executable.memfd",
    "boolean",
    "MEMFD",
    5,
    (p) => flag(p.memfd),
    "True where the executable is an anonymous file in memory.",
  ],
  [
    "executable.setuid",
    "boolean",
    "SETUID",
    6,
    (p) => flag(p.setuid),
    "True where the executable has the setuid or setgid bit.",
  ],
  [
    "command_args",
    "list",
    "ARGS",
    32,
    (p) => p.args,
    "The arguments, the name of the program first.",
  ],
  [
    "command_args_truncated",
    "boolean",
    "ARGS-CUT",
    8,
    (p) => flag(p.argsTruncated),
    "True where arguments beyond 16 KiB were left out.",
  ],
  [
    "command_args_redacted",
    "boolean",
    "REDACTED",
    8,
    (p) => flag(p.argsRedacted === true),
    "True where secrets were taken out of the arguments.",
  ],
  [
    "working_directory",
    "string",
    "CWD",
    20,
    (p) => text(p.workingDirectory),
    "The working directory at the start of the program.",
  ],
  [
    "working_directory_truncated",
    "boolean",
    "CWD-CUT",
    7,
    (p) => flag(p.workingDirectoryTruncated),
    "True where the working directory is longer than 4096 bytes and was cut.",
  ],
]);

const CREDENTIALS = fieldsOf<Process>(({ event }) => processOf(event), "process", [
  ["user.id", "integer", "USER", 5, (p) => p.credentials.uid, "User id on the host."],
  ["group.id", "integer", "GROUP", 5, (p) => p.credentials.gid, "Group id on the host."],
  [
    "login_user.id",
    "integer",
    "LOGIN",
    5,
    (p) => p.credentials.loginUid,
    "User id of the login that this process comes from; absent without a login.",
  ],
  [
    "session_leader.pid",
    "integer",
    "SESSION",
    7,
    (p) => some(p.credentials.sessionId),
    "Process id of the session's leader on the host.",
  ],
  [
    "tty.major",
    "integer",
    "TTY-MAJ",
    7,
    (p) => p.credentials.tty === 0 ? undefined : p.credentials.tty >>> 20,
    "Major device number of the controlling terminal.",
  ],
  [
    "tty.minor",
    "integer",
    "TTY-MIN",
    7,
    (p) => p.credentials.tty === 0 ? undefined : p.credentials.tty & 0xfffff,
    "Minor device number of the controlling terminal.",
  ],
]);

const ISOLATION = fieldsOf<Process>(programProcess, "process", [
  [
    "namespaces.cgroup",
    "integer",
    "CGROUPNS",
    10,
    (p) => some(p.credentials.namespaces.cgroup),
    "Inode number of the cgroup namespace.",
  ],
  [
    "namespaces.ipc",
    "integer",
    "IPCNS",
    10,
    (p) => some(p.credentials.namespaces.ipc),
    "Inode number of the IPC namespace.",
  ],
  [
    "namespaces.mnt",
    "integer",
    "MNTNS",
    10,
    (p) => some(p.credentials.namespaces.mnt),
    "Inode number of the mount namespace.",
  ],
  [
    "namespaces.net",
    "integer",
    "NETNS",
    10,
    (p) => some(p.credentials.namespaces.net),
    "Inode number of the network namespace.",
  ],
  [
    "namespaces.pid",
    "integer",
    "PIDNS",
    10,
    (p) => some(p.credentials.namespaces.pid),
    "Inode number of the pid namespace.",
  ],
  [
    "namespaces.user",
    "integer",
    "USERNS",
    10,
    (p) => some(p.credentials.namespaces.user),
    "Inode number of the user namespace.",
  ],
  [
    "namespaces.uts",
    "integer",
    "UTSNS",
    10,
    (p) => some(p.credentials.namespaces.uts),
    "Inode number of the UTS namespace.",
  ],
  [
    "capabilities.effective",
    "string",
    "CAP-EFF",
    16,
    (p) => p.capabilities.effective,
    "Effective capabilities, 16 hexadecimal digits.",
  ],
  [
    "capabilities.permitted",
    "string",
    "CAP-PRM",
    16,
    (p) => p.capabilities.permitted,
    "Permitted capabilities, 16 hexadecimal digits.",
  ],
]);

const USAGE = fieldsOf<Usage>(usageOf, "process", [
  [
    "state",
    "string",
    "STAT",
    8,
    (u) => u.state,
    "What a process that is listed does: running, sleeping, disk_sleep, stopped, zombie and so on.",
  ],
]);

const RESIDENT = fieldsOf<Usage>(usageOf, "process", [
  [
    "rss_bytes",
    "integer",
    "RSS",
    11,
    (u) => u.rss,
    "Memory that a listed process has resident, bytes.",
  ],
]);

/** How much it has used so far, or had used at its end. */
const CPU_TIME = fieldsOf<Exit | Usage>(
  (labelled) => exitOf(labelled) ?? usageOf(labelled),
  "process",
  [[
    "cpu_time_ms",
    "number",
    "CPU-MS",
    10,
    (e) => e.cpuTime / 1e6,
    "CPU time of all threads, milliseconds.",
  ]],
);

const EXIT = fieldsOf<Exit>(exitOf, "process", [
  ["exit.code", "integer", "CODE", 4, (e) => e.code, "Exit code; absent after a signal."],
  ["exit.signal", "string", "SIGNAL", 9, (e) => e.signal, "Signal that ended the process."],
  [
    "exit.core_dumped",
    "boolean",
    "CORE",
    4,
    (e) => flag(e.coreDumped),
    "True where a core was dumped.",
  ],
  [
    "exit.oom_killed",
    "boolean",
    "OOM",
    4,
    (e) => flag(e.oomKilled),
    "True where the out-of-memory killer chose the process.",
  ],
  [
    "duration_ms",
    "number",
    "MS",
    10,
    (e) => e.duration / 1e6,
    "Time from start to exit, milliseconds.",
  ],
]);

const PEAK = fieldsOf<Exit>(exitOf, "process", [
  [
    "peak_rss_bytes",
    "integer",
    "PEAK-RSS",
    11,
    (e) => e.peakRss,
    "Most memory the process had resident, bytes.",
  ],
]);

/** The fields about a process, in the order of the JSON line. */
export const PROCESS_FIELDS: readonly Field[] = [
  ...IDENTITY,
  START,
  ROLE,
  ...COMMAND,
  ...PROGRAM,
  ...CREDENTIALS,
  ...ISOLATION,
  ...USAGE,
  ...EXIT,
  ...CPU_TIME,
  ...RESIDENT,
  ...PEAK,
];
