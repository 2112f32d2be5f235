/** Checks of guest/refused.sh: a host on which nothing can be traced says so, in one error. */

import { assertEquals, assertMatch } from "@std/assert";
import type { GuestCheck } from "../guest_check.ts";
import { doctorReport } from "./doctor_report.ts";

/** Checks that each command is refused for this reason, and that `doctor` fails in these of its checks. */
export function refusedChecks(
  name: string,
  reason: RegExp,
  failed: readonly string[],
): readonly GuestCheck[] {
  return [{
    name,
    check(guest) {
      assertEquals([guest.code("trace"), guest.text("trace.out")], [3, ""]);
      assertMatch(guest.text("trace.err"), reason);
      // One chain: what, why, what to do.
      assertEquals(guest.text("trace.err").trim().split("\n").length, 3);
      const report = doctorReport(guest, "doctor");
      assertEquals([report.code, report.failed], [1, failed]);
    },
  }];
}
