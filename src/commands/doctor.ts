import { ExitCode } from "../cli/exit_code.ts";
import type { Io } from "../cli/io.ts";
import { hostFiles } from "../source/host_files.ts";
import type { CheckResult } from "./doctor/check.ts";
import { CHECKS } from "./doctor/checks.ts";
import { isHealthy, renderJson, renderResult, renderVerdict } from "./doctor/render.ts";
import { runCheck } from "./doctor/run_check.ts";
import { KernelTracer } from "./doctor/tracer.ts";
import type { DoctorValues } from "./doctor_flags.ts";

const NAME_WIDTH = Math.max(...CHECKS.map(({ name }) => name.length));

/**
 * Runs all checks, each however the others went; a table grows as they end. Resolves with the exit
 * code: 0 when tracing works here, else 1.
 */
export async function runDoctor(io: Io, values: DoctorValues): Promise<number> {
  await using tracer = new KernelTracer();
  const docker = {
    flag: values["docker-socket"],
    env: { DOCKER_HOST: io.env("DOCKER_HOST") },
  };
  const results: CheckResult[] = [];
  for (const check of CHECKS) {
    if (values.verbose) await io.stderr.write(`ctrack: checking ${check.name}: ${check.why}\n`);
    const result = await runCheck(check, { files: hostFiles, docker, tracer });
    results.push(result);
    if (values.format === "table") await io.stdout.write(renderResult(result, NAME_WIDTH));
  }
  await io.stdout.write(values.format === "json" ? renderJson(results) : renderVerdict(results));
  return isHealthy(results) ? ExitCode.ok : ExitCode.failed;
}
