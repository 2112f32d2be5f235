/** What the client met, counted since its start. */
export interface ApiStats {
  /** Sessions that came up: subscribed and listed. */
  sessions: number;
  /** Events that mean nothing here. */
  ignored: number;
  /** Event lines and list entries that are none. */
  malformed: number;
  /** Event lines and list entries over the size limit. */
  oversized: number;
  /** Lists that were longer than what is read of them. */
  cutLists: number;
  /** Lookups and inspects refused because too many were in flight. */
  refusedLookups: number;
}

/** All zero. */
export function emptyApiStats(): ApiStats {
  return { sessions: 0, ignored: 0, malformed: 0, oversized: 0, cutLists: 0, refusedLookups: 0 };
}
