/**
 * Where a home's symbol stands now, if its file is gone or holds it no longer: in the one other file that defines it.
 */
import { languageOf } from '../languages/index.ts';
import type { DefinitionFact, Home, LanguageFacts } from '../types.ts';
import type { ModuleContext } from './index.ts';
import { factsIn, stillDefines } from './origin.ts';

type Stated = Pick<Home, 'path' | 'symbol' | 'language'>;

/** More files that may define a name tell nothing. */
const MOST_FILES = 500;

/** Whether a home is seen to have lost its symbol. */
export function hasLostSymbol(home: Stated, modules: ModuleContext): boolean {
  const { path, symbol, language } = home;
  if (symbol === null || symbol === 'default') return false;
  if (!modules.tree.has(path)) return true;
  return factsIn(path, language, modules) !== undefined && !stillDefines({ path, symbol, language }, modules);
}

/** The one file that defines the symbol of a home that has lost it; null where there is none, or several. */
export function definedNowIn(home: Stated, candidates: readonly string[], modules: ModuleContext): string | null {
  const { path, symbol, language } = home;
  if (symbol === null || candidates.length > MOST_FILES) return null;
  const defining = candidates.filter(
    (one) => one !== path && languageOf(one) === language && !/\.(?:pyi|d\.[mc]?ts)$/.test(one) && defines(one),
  );
  return defining.length === 1 ? (defining[0] ?? null) : null;

  function defines(one: string): boolean {
    const facts = factsIn(one, language, modules);
    return facts?.definitions.some((d) => isPublic(d, facts) && d.name === symbol) === true;
  }
}

/** A definition of its own that others can import. */
function isPublic({ scope, kind, exported }: DefinitionFact, { language }: LanguageFacts): boolean {
  return scope === 'module' && kind !== 'alias' && (language === 'py' || exported);
}
