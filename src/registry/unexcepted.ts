/**
 * A registry as it would be without exceptions: who imports a banned module counts, also where that is allowed for a while.
 */
import type { Ban, Concept, Registry } from '../types.ts';
import type { CompiledRegistry } from './matcher.ts';

/**
 * Without exceptions, strings and types judged as imports are. Homes are banned besides, at their own place, where an import
 * may name the module and no symbol.
 */
export function withoutExceptions(registry: Registry): Registry {
  return {
    ...registry,
    mentions: { level: 'warn', exclude: [] },
    concepts: registry.concepts.map((concept) => ({
      ...concept,
      banned: concept.banned.map(plainBan),
      indirect: concept.indirect === 'off' ? 'warn' : concept.indirect,
    })),
    banned: [...registry.banned.map(plainBan), ...registry.concepts.flatMap(bansOfHomes)],
  };
}

function plainBan(ban: Ban): Ban {
  return { ...ban, allow: [], strings: ban.strings === 'off' ? 'warn' : ban.strings, typeOnly: 'ban' };
}

/** Of a Python symbol the ban on it: a star import of the module names neither. */
function bansOfHomes({ canonical, base, severity }: Concept): Ban[] {
  return canonical
    .filter(({ symbol, language }) => symbol === null || language === 'py')
    .map(({ path, symbol, place }) => ({
      ...{ module: path, use: null, message: null, typeOnly: 'ban', strings: 'off' },
      names: symbol === null ? null : [{ pattern: symbol, replacement: null, place }],
      ...{ in: null, inPlace: null, except: null, removeBy: null, removed: false, allow: [] },
      ...{ severity, concept: null, base, place },
    }));
}

/** The same where no text file is read. */
export function withoutMentions(compiled: CompiledRegistry): CompiledRegistry {
  return { ...compiled, registry: { ...compiled.registry, mentions: { level: 'off', exclude: [] } } };
}
