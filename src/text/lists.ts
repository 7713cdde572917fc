/**
 * Lists as long as the input. `push(...list)` and `Math.max(...list)` put each element on the stack, which ends at about
 * 120,000 of them; test/architecture.test.ts lets no such call pass.
 */

/** Adds every item of a list to another. */
export function pushAll<T>(list: T[], items: Iterable<T>): void {
  for (const item of items) list.push(item);
}

/** The largest of some numbers; 0 of none. */
export function largest(numbers: readonly number[]): number {
  return numbers.reduce((most, one) => Math.max(most, one), 0);
}

/** The smallest of some numbers, of which there is at least one. */
export function smallest(numbers: readonly number[]): number {
  return numbers.reduce((least, one) => Math.min(least, one), Number.POSITIVE_INFINITY);
}
