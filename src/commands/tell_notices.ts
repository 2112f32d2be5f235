import type { Log } from "../cli/log.ts";
import { formatDuration } from "../output/format/duration.ts";
import type { HostNotice } from "../source/host_watch.ts";

/** Smaller steps are what keeps a virtual machine's clock right: they are followed without a word, ns. */
const STEP_TOLD_NS = 100_000_000;

/** Tells what happened to the host or to ctrack itself. */
export function tellNotices(notices: readonly HostNotice[], log: Log): void {
  for (const notice of notices) {
    switch (notice.kind) {
      case "clock_stepped": {
        const { by } = notice;
        const way = `${by < 0 ? "back" : "forward"} by ${formatDuration(Math.abs(by))}`;
        const text = `the host's clock was stepped ${way}: times follow it from here on`;
        if (Math.abs(by) < STEP_TOLD_NS) log.debug(text);
        else log.warn(text);
        break;
      }
      case "stood_still":
        log.warn(
          `ctrack did not run for ${
            formatDuration(notice.for)
          }: it was stopped, had no CPU, or waited for a disk; ` +
            "what the buffer had no room for counts as lost",
        );
        break;
      case "suspended":
        log.warn(`the host was suspended for ${formatDuration(notice.for)}`);
        break;
      case "no_file":
        log.warn(
          "no more files can be opened: names of new containers may come late or not at all; " +
            "raise the limit of open files, such as with ulimit -n 1024",
        );
        break;
      default:
        notice satisfies never;
    }
  }
}
