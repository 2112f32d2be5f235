/** Events of processes by kind. */
export interface Sent {
  readonly fork: number;
  readonly exec: number;
  readonly exit: number;
}

/** None at all. */
export const NOTHING: Sent = { fork: 0, exec: 0, exit: 0 };

/** Both together. */
export function plus(a: Sent, b: Sent): Sent {
  return { fork: a.fork + b.fork, exec: a.exec + b.exec, exit: a.exit + b.exit };
}

/** All kinds together. */
export function total({ fork, exec, exit }: Sent): number {
  return fork + exec + exit;
}
