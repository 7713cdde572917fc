/**
 * Which concept of one registry is which of another: the one of the same name, or else the one that alone has a home for
 * the same symbol. A concept that is renamed keeps its rules and its debt that way.
 */
import type { Concept, Home, Registry } from '../types.ts';

/** Concepts of `before` with what they are in `after`; those that are nowhere are left out. */
export function pairConcepts(before: Registry, after: Registry): ReadonlyMap<Concept, Concept> {
  const byName = new Map(after.concepts.map((concept) => [concept.name, concept]));
  const names = new Set(before.concepts.map(({ name }) => name));
  const added = after.concepts.filter(({ name }) => !names.has(name));
  const pairs = new Map<Concept, Concept>();
  for (const concept of before.concepts) {
    const sameSymbol = added.filter((other) => sharesSymbol(concept, other));
    const pair = byName.get(concept.name) ?? (sameSymbol.length === 1 ? sameSymbol[0] : undefined);
    if (pair !== undefined) pairs.set(concept, pair);
  }
  return pairs;
}

function sharesSymbol(concept: Concept, other: Concept): boolean {
  return concept.canonical.some(({ symbol }) => symbol !== null && other.canonical.some((h) => h.symbol === symbol));
}

/** Whether two homes are one place. */
export function sameHome(a: Home, b: Home): boolean {
  return a.path === b.path && a.symbol === b.symbol;
}
