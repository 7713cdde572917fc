/**
 * Concepts as people call them.
 */
import { UserError } from '../errors.ts';
import { clipText } from '../text/escape.ts';
import { nearest } from '../text/nearest.ts';
import type { Concept } from '../types.ts';
import type { RegistryMatcher } from './matcher.ts';

/** Concepts of that name, or with that canonical symbol. @throws UserError when there is none */
export function findConcepts(name: string, matcher: RegistryMatcher): readonly Concept[] {
  const own = matcher.concepts.get(name);
  if (own !== undefined) return [own];
  const bySymbol = matcher.registry.concepts.filter((c) => c.canonical.some((home) => home.symbol === name));
  if (bySymbol.length > 0) return bySymbol;
  const guess = nearest(name, matcher.concepts.keys());
  throw new UserError(
    `no concept is called ${clipText(name, 100)}`,
    guess === null ? knownConcepts(matcher) : `Did you mean ${guess}?`,
  );
}

/** The concepts of a registry in one sentence. */
export function knownConcepts(matcher: RegistryMatcher): string {
  const names = [...matcher.concepts.keys()];
  if (names.length === 0) return 'The registry names no concept yet.';
  return `The registry names ${names.slice(0, 20).join(', ')}${names.length > 20 ? ` and ${names.length - 20} more` : ''}.`;
}
