/**
 * Where a Python file hands on a module as a whole that `from pkg import mod` bound: as a value, or as one of its own names.
 *
 * Scanners do not look for the former, because nearly everything that such imports bind is no module and is handed on all
 * the time; so a file is read once more where the module turns out to be a banned one.
 */
import { dialectOf, scan } from '../languages/index.ts';
import type { FileFacts, ImportedName, ImportFact, LanguageFacts, Span } from '../types.ts';
import { type ModuleContext, perTree } from './context.ts';
import { resolvePython } from './python.ts';
import { reExports } from './re-exports.ts';

/** The place where a file first hands on what an import of its own binds; undefined where it does not. */
export function handedOnAt(
  path: string,
  part: LanguageFacts,
  fact: ImportFact,
  imported: ImportedName,
  modules: ModuleContext,
): Span | undefined {
  if (imported.escapes !== undefined) return imported.escapes;
  const seen = fact.form === 'from-import' ? readClosely(path, fact, imported, modules) : undefined;
  if (seen !== undefined) return seen;
  return isOwnName(path, part, fact, imported, modules) ? { start: imported.start, end: imported.end } : undefined;
}

/** A package's submodules are its own, whether it imports them or not. */
function isOwnName(
  path: string,
  part: LanguageFacts,
  fact: ImportFact,
  imported: ImportedName,
  modules: ModuleContext,
): boolean {
  const isListed = imported.local !== null && part.exports?.includes(imported.local) === true;
  if (!isListed && !reExports(fact, imported, path, part)) return false;
  return resolvePython(fact.specifier, path, modules).file !== path;
}

const remembered = perTree(() => new Map<string, FileFacts>());

function readClosely(path: string, fact: ImportFact, imported: ImportedName, modules: ModuleContext): Span | undefined {
  const dialect = dialectOf(path);
  const text = dialect === null ? undefined : modules.tree.read(path);
  if (dialect === null || text === undefined) return undefined;
  const known = remembered(modules.tree);
  const facts = known.get(path) ?? scan(text, dialect, true);
  known.set(path, facts);
  for (const { imports } of facts.parts) {
    for (const { start, names } of imports) {
      if (start === fact.start) return names.find((one) => one.start === imported.start)?.escapes;
    }
  }
  return undefined;
}
