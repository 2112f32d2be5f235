import type { GuestOutput } from "../guest_output.ts";

/** What `ctrack doctor -o json` prints, as far as the checks read it. */
export interface DoctorReport {
  readonly ok: boolean;
  readonly checks: readonly { readonly name: string; readonly status: string }[];
}

/** The report that a command of the guest printed, with the names of the checks that failed. */
export function doctorReport(
  guest: GuestOutput,
  name: string,
): { readonly code: number; readonly ok: boolean; readonly failed: readonly string[] } {
  const { ok, checks } = guest.json(name) as DoctorReport;
  const failed = checks.filter(({ status }) => status === "fail").map(({ name }) => name);
  return { code: guest.code(name), ok, failed };
}
