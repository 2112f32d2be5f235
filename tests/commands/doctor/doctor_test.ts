/**
 * The whole doctor on the real kernel, in a process with the permissions of the compiled program and
 * with capabilities taken away: the proof of the table of capabilities.
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { CHECKS } from "../../../src/commands/doctor/checks.ts";

const PROGRAM = new URL("doctor_program.ts", import.meta.url).pathname;
const LIBRARIES = new URL("../../../dist/lib", import.meta.url).pathname;
const SOCKET = "/nonexistent/docker.sock";

/** Names of setpriv(1). The file system is not what is tested here. */
const FILES = "dac_override";

/** Runs the doctor as root with these capabilities at most; empty for all. */
async function doctor(format: string, capabilities: readonly string[] = []) {
  const deno = [
    Deno.execPath(),
    "run",
    "--no-prompt",
    "--no-lock",
    "--allow-ffi",
    "--allow-env=DOCKER_HOST",
    "--allow-net=d",
    `--allow-read=${LIBRARIES},${SOCKET}`,
    `--allow-write=${SOCKET}`,
    PROGRAM,
    format,
    SOCKET,
  ];
  const bounds = ["-all", ...capabilities.map((name) => `+${name}`)].join();
  const setpriv = capabilities.length === 0 ? [] : [`--bounding-set=${bounds}`];
  const { code, stdout, stderr } = await new Deno.Command("setpriv", {
    args: [...setpriv, ...deno],
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

async function doctorJson(capabilities: readonly string[] = []) {
  const { code, stdout } = await doctor("json", capabilities);
  const { ok, checks } = JSON.parse(stdout) as {
    ok: boolean;
    checks: { name: string; status: string; detail: string }[];
  };
  const status = Object.fromEntries(checks.map((one) => [one.name, one.status]));
  assertEquals(checks.map(({ name }) => name), CHECKS.map(({ name }) => name));
  return { code, ok, status, checks };
}

function rootTest(name: string, fn: () => Promise<void>): void {
  const ignore = Deno.uid() !== 0 && Deno.env.get("CI") !== "true";
  Deno.test({ name: `${name}${ignore ? " (skipped: needs root)" : ""}`, ignore, fn });
}

rootTest("runDoctor() traces its own process as root", async () => {
  const { code, stdout, stderr } = await doctor("table");
  assertEquals(code, 0, stdout + stderr);
  assertStringIncludes(stdout, "ok    self-test   process ");
  assertStringIncludes(stdout, "no socket at /nonexistent/docker.sock");
  assertEquals(stdout.endsWith("ctrack can trace here\n"), true);
});

rootTest("runDoctor() needs CAP_BPF and CAP_PERFMON, and nothing else", async () => {
  const { code, ok, status } = await doctorJson(["bpf", "perfmon", FILES]);
  assertEquals([code, ok], [0, true]);
  assertEquals([status["privileges"], status["self-test"]], ["ok", "ok"]);
});

rootTest("runDoctor() takes CAP_SYS_ADMIN for both", async () => {
  const { code, status } = await doctorJson(["sys_admin", FILES]);
  assertEquals([code, status["privileges"], status["self-test"]], [0, "ok", "ok"]);
});

for (const lacking of ["bpf", "perfmon"]) {
  rootTest(
    `runDoctor() runs all checks and exits with 1 without CAP_${lacking.toUpperCase()}`,
    async () => {
      const held = ["bpf", "perfmon"].filter((name) => name !== lacking);
      const { code, ok, status, checks } = await doctorJson([...held, FILES]);
      assertEquals([code, ok], [1, false]);
      assertEquals([status["privileges"], status["programs"]], ["fail", "fail"]);
      assertEquals(status["self-test"], "note");
      assertEquals(status["cgroups"], "ok");
      const privileges = checks.find(({ name }) => name === "privileges")?.detail ?? "";
      assertStringIncludes(privileges, `lacks CAP_${lacking.toUpperCase()} (`);
    },
  );
}
