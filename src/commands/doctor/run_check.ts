import { type Check, type CheckResult, type DoctorContext, REPORT } from "./check.ts";

/** Runs a check. Whatever it throws is a failure with the error's message, never more. */
export async function runCheck(check: Check, context: DoctorContext): Promise<CheckResult> {
  const { name } = check;
  try {
    return { name, ...await check.run(context) };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { name, status: "fail", detail, remedy: REPORT };
  }
}
