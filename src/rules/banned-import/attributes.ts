/**
 * Modules that Python code reaches through attributes: `numpy.random` in `np.random.seed()` after `import numpy as np`,
 * `app.ws.old` in `ws.old.x` after `from app import ws`. Python binds a submodule in its package once anybody has imported
 * it, so each step of such a use may be one, unless the module before it is seen to give that name to something else.
 */
import { joinPython, resolveImport } from '../../modules/index.ts';
import { definesName, factsIn, originOf } from '../../modules/origin.ts';
import { type PythonUse, readUse, stepSpan } from '../../modules/python-uses.ts';
import type { BanEntry } from '../../registry/matcher.ts';
import { pushAll } from '../../text/lists.ts';
import type { ImportedName, ImportFact, LanguageFacts, NamespaceUse } from '../../types.ts';
import type { FilePass } from '../define.ts';
import { mayBeCalled, mayLeadOnIn } from './called.ts';
import { coversHome, type Match, matchLiteralOrGlob } from './match.ts';
import { type NamedModule, nameModule } from './named-module.ts';

/** What a use is matched in. */
export interface UseQuestion {
  readonly pass: FilePass;
  readonly part: LanguageFacts;
  readonly fact: ImportFact;
  readonly imported: ImportedName;
  /** The bans on a module that hold for this file. */
  readonly holding: (module: NamedModule) => readonly BanEntry[];
  /** Modules that were named before, by specifier. */
  readonly named: Map<string, NamedModule>;
}

/** The bans on modules that a use passes through, each at its first match; what it starts at is judged by the import. */
export function matchAttributes(question: UseQuestion, use: NamespaceUse): Match[] {
  const { pass, fact, imported } = question;
  if (!use.name.startsWith('.') && !mayLeadOnIn(pass)(use.name)) return [];
  const read = readUse(use, fact, imported);
  const { module: base, steps, isAbove } = read;
  const found: Match[] = [];
  // After `import a.b` the import is judged as `a.b`, and what is taken of `a` here.
  const first = isAbove ? 0 : 1;
  if (![...(isAbove ? [lastOf(base)] : []), ...steps].some((step) => mayBeCalled(step, pass))) return found;
  for (let count = first; count <= steps.length; count++) {
    const specifier = [base, ...steps.slice(0, count)].reduce(joinPython);
    if (count > 0 && isImportedItself(question, specifier)) break;
    if (!mayBeCalled(lastOf(specifier), pass)) continue;
    const module = question.named.get(specifier) ?? nameModule('py', specifier, pass);
    question.named.set(specifier, module);
    const entries = module.possibleBans.length === 0 ? [] : question.holding(module);
    if (entries.length === 0) continue;
    if (!isReached(question, read, count)) break;
    const name = steps[count] ?? null;
    const span = stepSpan(use, steps, name === null ? count - 1 : count);
    for (const entry of entries) {
      if (found.some((match) => match.entry === entry) || (entry.name !== null && name === null)) continue;
      if (entry.ban.names !== null && name !== null) {
        const behind = { name, rest: null };
        const matches = matchLiteralOrGlob(entry, module, name, pass);
        pushAll(
          found,
          matches.map((match) => ({ ...match, behind, span })),
        );
      } else if (!coversHome(entry, module, name, pass) && !leadsHome(question, entry, read, count)) {
        // A module that is named and nothing of it is passed on, which is everything in it.
        const behind = { name: entry.ban.names === null ? name : '*', rest: null };
        found.push({ entry, matched: null, module, behind, span });
      }
    }
  }
  return found;
}

/** The use goes on to the home of the ban's own concept, which lies in what is banned. */
function leadsHome({ pass }: UseQuestion, entry: BanEntry, { module, steps }: PythonUse, count: number): boolean {
  if (entry.concept === null) return false;
  return steps.slice(count).some((_, at) => {
    const further = steps.slice(0, count + at + 1);
    const named = nameModule('py', [module, ...further].reduce(joinPython), pass);
    return coversHome(entry, named, steps[further.length] ?? null, pass);
  });
}

/** `import a.b.c` stands in the file as well: then `a.b.c.X` after `import a.b` is a use of that import. */
function isImportedItself({ part, fact, imported }: UseQuestion, specifier: string): boolean {
  const [top] = fact.specifier.split('.', 1);
  if (fact.form !== 'import' || imported.local !== top) return false;
  return part.imports.some(
    (other) =>
      other.form === 'import' && other.specifier === specifier && other.names.some(({ local }) => local === top),
  );
}

/** Whether no module on the way is seen to give the next name to something else than its submodule. */
function isReached({ pass, fact, imported }: UseQuestion, { module, steps }: PythonUse, count: number): boolean {
  const start = imported.name === '*' ? module : fact.specifier;
  const names = [...(imported.name === '*' ? [] : [imported.name]), ...steps.slice(0, count)];
  return names.every((name, at) => {
    const parent = [start, ...names.slice(0, at)].reduce(joinPython);
    return !isAttribute(parent, name, pass);
  });
}

function isAttribute(parent: string, name: string, { path, modules }: FilePass): boolean {
  const { file } = resolveImport('py', parent, path, modules);
  const facts = file === null ? undefined : factsIn(file, 'py', modules);
  if (file === null || facts === undefined) return false;
  if (definesName(facts, name)) return true;
  const isModule = resolveImport('py', joinPython(parent, name), path, modules).file !== null;
  return !isModule && originOf(file, name, modules) !== null;
}

function lastOf(specifier: string): string {
  return specifier.slice(specifier.lastIndexOf('.') + 1);
}
