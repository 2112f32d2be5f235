/**
 * Runs the subjects in turn, A B C A B C ..., so that whatever else the machine does meets all of
 * them. The first round warms up and does not count. Returns each subject's values, round by round.
 */
export async function alternate<S, T>(
  subjects: readonly S[],
  rounds: number,
  measure: (subject: S) => Promise<T>,
): Promise<Map<S, T[]>> {
  const values = new Map<S, T[]>(subjects.map((subject) => [subject, []]));
  for (let round = -1; round < rounds; round++) {
    // Every other round backwards: no subject always follows the same one.
    const order = round % 2 === 0 ? subjects : [...subjects].reverse();
    for (const subject of order) {
      const value = await measure(subject);
      if (round >= 0) values.get(subject)?.push(value);
    }
  }
  return values;
}
