import type { GuestOutput } from "./guest_output.ts";

/** Something that must hold of what a guest sent. */
export interface GuestCheck {
  /** A word or two: the head of its column. */
  readonly name: string;
  /** @throws {Error} when it does not hold. */
  check(guest: GuestOutput): void;
}
