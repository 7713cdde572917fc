/**
 * A registry narrowed to one concept, for asking what holds for that one alone. The homes of the others stay, because none
 * of them is a second home of anything.
 */
import type { Concept, Registry } from '../types.ts';
import type { BanEntry, RegistryMatcher } from './matcher.ts';

/** @param name the concept; null: what belongs to none */
export function narrowedTo(name: string | null, matcher: RegistryMatcher): RegistryMatcher {
  const registry = narrowed(matcher.registry, name);
  const isOwn = ({ concept }: BanEntry): boolean => (concept?.name ?? null) === name;
  return {
    ...matcher,
    registry,
    compiled: { ...matcher.compiled, registry },
    bans: matcher.bans.filter(isOwn),
    bansOn: (language, forms) => matcher.bansOn(language, forms).filter(isOwn),
    hitsOn: (language, forms) => matcher.hitsOn(language, forms).filter(({ entry }) => isOwn(entry)),
  };
}

function narrowed(registry: Registry, name: string | null): Registry {
  const concepts = registry.concepts.map((concept) => (concept.name === name ? concept : homeAlone(concept)));
  return { ...registry, concepts, ...(name === null ? {} : { banned: [], unique: [] }) };
}

function homeAlone(concept: Concept): Concept {
  return { ...concept, banned: [], definitions: null, aliases: 'off', indirect: 'off' };
}
