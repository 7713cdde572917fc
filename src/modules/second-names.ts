/**
 * What a name finally stands for: behind re-exports, and behind the second names that modules give to things, `Old = New`,
 * `export { New as Old }`, `class Old(New): pass`. Such a name is itself the mapping from an old name to a new one.
 */

import { languageOf } from '../languages/index.ts';
import type { LanguageFacts } from '../types.ts';
import { perTree } from './context.ts';
import { type ModuleContext, readingOf, resolveImport } from './index.ts';
import { factsIn, type Origin, originOf } from './origin.ts';

/** Longer chains count as unknown. */
const MOST_NAMES = 8;

const things = perTree(() => new Map<string, Origin | null>());

/** The definition that a module gives under a name, under whatever name that has; null where it is not to be seen. */
export function thingBehind(path: string, name: string, modules: ModuleContext): Origin | null {
  const known = things(modules.tree);
  const id = `${path}\0${name}`;
  const found = known.get(id);
  if (found !== undefined) return found;
  const thing = follow(path, name, modules);
  known.set(id, thing);
  return thing;
}

function follow(path: string, name: string, modules: ModuleContext): Origin | null {
  let at = originOf(path, name, modules);
  for (let count = 0; count < MOST_NAMES; count++) {
    const target = at === null ? undefined : secondNameOf(at, modules);
    if (at === null || target === undefined) return at;
    const next = originIn(at.path, target, modules);
    if (next === null) return at;
    at = next;
  }
  return null;
}

/** What a definition is another name for, as its file writes it. */
function secondNameOf({ path, name }: Origin, modules: ModuleContext): string | undefined {
  const definition = factsOf(path, modules)?.definitions.find((d) => d.scope === 'module' && d.name === name);
  return definition?.aliasOf === name ? undefined : definition?.aliasOf;
}

/** What a file itself means by a name, or by `ns.Name`: something of its own, or what it imports, given on or not. */
function originIn(path: string, written: string, modules: ModuleContext): Origin | null {
  const own = originOf(path, written, modules);
  const facts = factsOf(path, modules);
  if (own !== null || facts === undefined) return own;
  const [local = '', member] = written.split('.');
  for (const fact of facts.imports) {
    const imported = fact.names.find((one) => one.local === local && (one.name === '*') === (member !== undefined));
    if (imported === undefined) continue;
    const { file } = resolveImport(facts.language, fact.specifier, path, modules, readingOf(fact));
    return file === null ? null : originOf(file, member ?? imported.name, modules);
  }
  return null;
}

function factsOf(path: string, modules: ModuleContext): LanguageFacts | undefined {
  const language = languageOf(path);
  return language === null ? undefined : factsIn(path, language, modules);
}
