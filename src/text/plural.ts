/**
 * Numbers with their nouns.
 */

/** `1 finding`, `3 findings`; `entry` becomes `entries`, `day` becomes `days`. */
export function counted(n: number, noun: string): string {
  if (n === 1) return `1 ${noun}`;
  return `${n} ${noun.replace(/([^aeiou])y$/, '$1ie')}s`;
}
