/** A compiled CEL expression. */
export interface CelPredicate {
  /** Whether the expression is true for an event's JSON form; never throws. */
  matches(json: object): boolean;
  /** How often evaluation failed for another reason than an absent field. */
  readonly failures: number;
}
