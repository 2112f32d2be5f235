/** Where a part of a rotated recording lies once a newer one has taken the name. */
export function partPath(path: string, part: number): string {
  return `${path}.${part}`;
}
