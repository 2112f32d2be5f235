import { assertEquals, assertMatch } from "@std/assert";
import { runCtrack, startCtrack } from "../workload/ctrack.ts";
import { e2eTest } from "../workload/needs.ts";
import { command } from "../workload/programs.ts";
import { publicCopy } from "../workload/public_copy.ts";

const NOBODY = "--reuid=65534";

const NO_DOCKER = ["--docker-socket", "/no/such/socket"];
const SHORT = ["-t", "200ms", ...NO_DOCKER];

/** What of `strace` calls changes a file system: an open for writing, or any of these calls. */
const WRITING_OPEN = /O_(WRONLY|RDWR|CREAT|TRUNC|APPEND|TMPFILE)/;
const CHANGING_CALL =
  /^(creat|mkdir|rmdir|rename|link|symlink|unlink|mknod|chmod|fchmodat|chown|lchown|fchownat|truncate|utime|setxattr|lsetxattr|mount|umount)/;

/** Calls that change files, other than devices, the process's own /proc and anonymous memory. */
function changes(trace: string): string[] {
  return trace.split("\n").flatMap((line) => {
    const [, call = "", path = ""] = /^\d+ +(\w+)\((?:\w+, )?"([^"]*)"/.exec(line) ?? [];
    if (/^\/(dev|proc)\//.test(path)) return [];
    const isChange = CHANGING_CALL.test(call) || call.startsWith("open") && WRITING_OPEN.test(line);
    return isChange ? [line] : [];
  });
}

await e2eTest("ctrack writes no file", ["tracing", "program:strace"], async (t) => {
  const traced = async (...args: string[]) => {
    const file = await Deno.makeTempFile({ prefix: "ctrack-strace-" });
    try {
      const flags = ["-f", "-s", "4096", "-e", "trace=%file,memfd_create", "-o", file];
      const { code } = await runCtrack(args, { wrap: ["strace", ...flags] });
      return { code, trace: await Deno.readTextFile(file) };
    } finally {
      await Deno.remove(file);
    }
  };

  await t.step("trace: its library lies in anonymous memory, nothing else is made", async () => {
    const { code, trace } = await traced(...SHORT);
    assertEquals(code, 0);
    assertEquals(changes(trace), []);
    const names = [...trace.matchAll(/memfd_create\("(lib[^"]*)"/g)].map(([, name]) => name);
    assertEquals(names, ["libctrack_shim.so"]);
    const opened = trace.split("\n").filter((line) =>
      /open(at)?\(.*\/lib(bpf|elf|z|ctrack_shim)\.so/.test(line)
    );
    assertEquals(opened, []);
  });

  await t.step("commands that do not trace: nothing is made", async () => {
    for (const args of [["--version"], ["fields"], ["completions", "bash"]]) {
      const { code, trace } = await traced(...args);
      assertEquals([code, changes(trace)], [0, []]);
    }
  });

  await t.step("trace -w: the recording alone is made", async () => {
    const folder = await Deno.makeTempDir({ prefix: "ctrack-written-" });
    try {
      const { code, trace } = await traced(...SHORT, "-w", `${folder}/run`);
      const lines = changes(trace);
      assertEquals([code, lines.length], [0, 2]);
      assertMatch(lines[0] ?? "", /run\.[0-9a-f]{8}\.new".*O_CREAT\|O_EXCL.*0600/);
      assertMatch(lines[1] ?? "", /renameat\(\d+, "run\.[0-9a-f]{8}\.new", \d+, "run"\)/);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });

  await t.step("the check itself finds a written file", () => {
    assertEquals(changes('1 openat(AT_FDCWD, "/tmp/x", O_WRONLY|O_CREAT, 0644) = 3').length, 1);
    assertEquals(changes('1 unlink("/tmp/x") = 0').length, 1);
    assertEquals(changes('1 openat(AT_FDCWD, "/etc/x", O_RDONLY) = 3').length, 0);
  });
});

/**
 * A host without libbpf, libelf and zlib, and no place to write: the program lies on a read-only
 * file system, /tmp is noexec. Prints what was left behind in /tmp.
 */
const BARE_HOST = `
set -e
folder=$1 program=$2; shift 2
mount -t tmpfs tmpfs "$folder"
cp "$program" "$folder/ctrack"
mount -o remount,ro "$folder"
mount -t tmpfs -o noexec tmpfs /tmp
for library in /usr/lib/*/libbpf.so* /usr/lib/*/libelf*.so* /usr/lib/*/libz.so* \
  /lib/*/libbpf.so* /lib/*/libelf*.so* /lib/*/libz.so*
do
  [ ! -e "$library" ] || mount --bind /dev/null "$library"
done
cd "$folder"
code=0
env -i ./ctrack "$@" >/dev/null || code=$?
# Without libraries, only what a shell can do by itself is sure to work.
for file in /tmp/* /tmp/.[!.]*; do [ ! -e "$file" ] || echo "left $file" >&2; done
exit "$code"
`;

await e2eTest("ctrack needs nothing of its host", ["tracing", "program:unshare"], async () => {
  const folder = await Deno.makeTempDir({ dir: "/var/tmp", prefix: "ctrack-bare-" });
  try {
    const wrap = ["unshare", "-m", "sh", "-c", BARE_HOST, "sh", folder];
    const { code, stderr } = await runCtrack(SHORT, { wrap });
    const [first = ""] = stderr.split("\n").filter((line) => !line.includes("docker"));
    assertMatch(first, /^ctrack: tracing(, with names from [a-z, ]+)?$/);
    assertEquals(stderr.split("\n").filter((line) => line.startsWith("left ")), []);
    assertEquals(code, 0);
  } finally {
    await Deno.remove(folder);
  }
});

await e2eTest("ctrack without privilege", ["tracing", "program:setpriv"], async (t) => {
  await using copy = await publicCopy();
  const as = (...flags: string[]) => ({
    path: copy.path,
    wrap: ["setpriv", NOBODY, "--clear-groups", ...flags],
  });

  /** What the error tells to grant. */
  let capabilities: readonly string[] = [];

  await t.step("ends with 3 and one error that tells the remedy", async () => {
    const { code, stdout, stderr } = await runCtrack(SHORT, as());
    assertEquals([code, stdout], [3, ""]);
    const [what, why, remedy, ...rest] = stderr.split("\n")
      .filter((line) => !line.startsWith("ctrack: warning:"));
    assertEquals(what, "ctrack: cannot start tracing");
    assertEquals(/^ {2}because: .*operation not permitted/i.test(why ?? ""), true, why);
    assertEquals(/^ {2}try: run as root, or grant CAP_/.test(remedy ?? ""), true, remedy);
    assertEquals(rest, [""]);
    capabilities = [...remedy?.matchAll(/CAP_(\w+)/g) ?? []].map(([, name = ""]) => name);
    assertEquals(capabilities.includes("BPF"), true);
  });

  await t.step("the remedy helps", async () => {
    const caps = `=${capabilities.map((name) => `+${name.toLowerCase()}`).join(",")}`;
    await using ctrack = await startCtrack(
      [...NO_DOCKER, "--host-only", "-o", "json", "--comm", "true", "-e", "exec"],
      as(`--inh-caps${caps}`, `--ambient-caps${caps}`),
    );
    await command("/bin/true", ["of", "another", "user"]);
    const [exec] = await ctrack.until(
      "the exec",
      ({ process }) => process?.command_args?.join(" ") === "/bin/true of another user",
    );
    assertEquals(exec?.process?.user.id, 0);
    assertEquals((await ctrack.stop()).code, 130);
  });

  await t.step("commands that do not trace work", async () => {
    for (const args of [["--version"], ["--help"], ["fields"], ["completions", "zsh"]]) {
      const { code, stderr } = await runCtrack(args, as());
      assertEquals([args, code, stderr], [args, 0, ""]);
    }
  });
});
