/** Something that cannot be had on this machine: what needs it is skipped, and has not failed. */
export class Unavailable extends Error {
  override name = "Unavailable";

  /** Makes what failed a reason to skip. */
  static async unless<Value>(attempt: Promise<Value>): Promise<Value> {
    try {
      return await attempt;
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : String(cause);
      throw new Unavailable(message, { cause });
    }
  }
}
