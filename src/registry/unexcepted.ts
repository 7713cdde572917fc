/**
 * A registry as it would be without exceptions: who imports a banned module counts, also where that is allowed for a while.
 */
import type { Ban, Concept, Registry } from '../types.ts';
import { plainBan } from './build.ts';
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
      banned: concept.banned.map(unexcepted),
      indirect: concept.indirect === 'off' ? 'warn' : concept.indirect,
    })),
    banned: [...registry.banned.map(unexcepted), ...registry.concepts.flatMap(bansOfHomes)],
  };
}

function unexcepted(ban: Ban): Ban {
  return { ...ban, allow: [], strings: ban.strings === 'off' ? 'warn' : ban.strings, typeOnly: 'ban' };
}

/** Of a Python symbol the ban on it: a star import of the module names neither. */
function bansOfHomes({ canonical, base }: Concept): Ban[] {
  return canonical
    .filter(({ symbol, language }) => symbol === null || language === 'py')
    .map(({ path, symbol, place }) => ({
      ...plainBan(`./${path}`, place),
      ...{ base, strings: 'off', names: symbol === null ? null : [{ pattern: symbol, replacement: null, place }] },
    }));
}

/** The same where no text file is read. */
export function withoutMentions(compiled: CompiledRegistry): CompiledRegistry {
  return { ...compiled, registry: { ...compiled.registry, mentions: { level: 'off', exclude: [] } } };
}
