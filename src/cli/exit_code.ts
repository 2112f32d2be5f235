/** What the program's exit status says. */
export const ExitCode = {
  /** All went well. */
  ok: 0,
  /** The answer is no, a `--fail-on-...` fired, or the work failed. */
  failed: 1,
  /** The command line makes no sense. */
  usage: 2,
  /** This host or this user cannot trace: privilege, kernel. */
  cannotTrace: 3,
  /** Ended by SIGINT (128 + 2). */
  interrupted: 130,
  /** Ended by SIGTERM (128 + 15). */
  terminated: 143,
} as const;
