/**
 * What kind of thing a definition is to whoever uses it, and whether one goes where another stood: no class goes where a
 * function was called, and no coroutine either.
 */
import { languageOf } from '../languages/index.ts';
import type { DefinitionFact, DefinitionKind } from '../types.ts';
import { perTree } from './context.ts';
import type { ModuleContext } from './index.ts';
import { factsIn, type Origin } from './origin.ts';

/** What one is to whoever uses it. */
const AS_USED: Readonly<Record<DefinitionKind, string | null>> = {
  class: 'a class',
  interface: 'a type',
  type: 'a type',
  enum: 'an enum',
  function: 'a function',
  variable: 'a variable',
  alias: null,
};

/** The kinds of two definitions, where one does not go for the other. @param onlyType what is used is a type */
export function differingKinds(
  before: Origin | null,
  now: Origin | null,
  onlyType: boolean,
  modules: ModuleContext,
): readonly [before: string, now: string] | null {
  const [was, is] = [kindOf(before, modules), kindOf(now, modules)];
  return was === null || is === null || suits(was, is, onlyType) ? null : [was, is];
}

const CLASSES: ReadonlySet<string> = new Set(['a class', 'an enum']);

/** Whether what is written for one goes for the other: a class is a type as well, and a variable may hold any function. */
function suits(before: string, now: string, onlyType: boolean): boolean {
  if (before === now) return true;
  if (now === 'a type') return onlyType && CLASSES.has(before);
  if (before === 'a type') return CLASSES.has(now);
  if (before === 'a variable' || now === 'a variable') return !CLASSES.has(before) && !CLASSES.has(now);
  return CLASSES.has(before) && CLASSES.has(now);
}

const kinds = perTree(() => new Map<string, string | null>());

function kindOf(thing: Origin | null, modules: ModuleContext): string | null {
  if (thing === null) return null;
  const known = kinds(modules.tree);
  const id = `${thing.path}\0${thing.name}`;
  const found = known.get(id);
  if (found !== undefined) return found;
  const kind = readKind(thing, modules);
  known.set(id, kind);
  return kind;
}

function readKind({ path, name }: Origin, modules: ModuleContext): string | null {
  const language = languageOf(path);
  const facts = language === null ? undefined : factsIn(path, language, modules);
  const definition = facts?.definitions.find((d) => d.scope === 'module' && d.name === name);
  if (definition === undefined) return null;
  return isAsync(path, definition, modules) ? 'an async function' : AS_USED[definition.kind];
}

/** The word stands between the start of the statement and the name, or behind the name's `=`. */
function isAsync(path: string, { kind, statement, start, end }: DefinitionFact, { tree }: ModuleContext): boolean {
  if (kind !== 'function') return false;
  const text = tree.read(path) ?? '';
  return (
    /\basync\s+(?:def|function\b)[\s*]*$/.test(text.slice(statement.start, start)) ||
    /^\s*(?::[^=]*)?=\s*async\b/.test(text.slice(end, end + 200))
  );
}
