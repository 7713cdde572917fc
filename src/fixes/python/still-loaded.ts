/**
 * Modules that no import loads any more: `a.b.X` needs more than `import a`, if nothing else imports `a.b`. What other files
 * load is not seen; it is enough here that this file has done it, and would not.
 */
import type { NamePlace } from '../../languages/python/code.ts';
import { nameOf } from '../../languages/python/lexical.ts';
import { topOf } from '../../languages/python/names.ts';
import type { ImportedName, ImportFact } from '../../types.ts';
import type { Change, SourceText } from '../change.ts';
import { type FileNames, namesOfFile } from './file-names.ts';
import { importsFor, isLeaving, isPlainImport, mayBePackage, ownerOf, packageName, serves } from './packages.ts';

/**
 * Whether a use that is not rewritten takes something of a module that only the changed imports of a statement load.
 * @param rewritten where the uses start that change as well
 */
export function losesModule(
  source: SourceText,
  changes: readonly Change[],
  rewritten: ReadonlySet<number> = new Set(),
): boolean {
  const [first] = changes;
  const left = modulesLeft(changes);
  const changed = new Set(changes.map(({ fact }) => fact));
  const through = usesOfNames(source, changed, left);
  const tops = [...new Set(left.map(topOf))].filter((top) =>
    source.part.imports.some((fact) => isPlainImport(source.text, fact) && topOf(fact.specifier) === top),
  );
  const file =
    first === undefined || through.length + tops.length === 0 ? null : namesOfFile(source, first.fact.statement);
  if (file === null) return false;
  const ofPackages = tops.flatMap((top) => usesOfPackage(file, top, left)).filter(({ start }) => !rewritten.has(start));
  return [...through, ...ofPackages].some((use) => isLost(file, use, changed));
}

/** Something that is taken of one of the modules, by another import's name. */
interface Use {
  readonly module: string;
  readonly start: number;
  /** The imports whose module the use names. */
  readonly named: readonly ImportFact[];
}

/** Modules with a dot in their names, those above them included, that a statement loads and will not; the longest first. */
function modulesLeft(changes: readonly Change[]): readonly string[] {
  const left = new Set<string>();
  const starts = new Set(changes.map(({ imported }) => imported?.start));
  for (const { specifier, names } of new Set(changes.map(({ fact }) => fact))) {
    if (!specifier.startsWith('.') && names.every(({ start }) => starts.has(start)))
      for (const module of withParents(specifier)) left.add(module);
  }
  for (const { fact, imported, isDefined } of changes) {
    const mayBeModule = fact.form === 'from-import' && isDefined !== true;
    if (mayBeModule && imported !== null && !fact.specifier.startsWith('.')) left.add(moduleOf(fact, imported));
  }
  const now = changes.flatMap(({ to: { module, symbol } }) => [module, `${module}.${symbol}`]);
  for (const module of now.flatMap(withParents)) left.delete(module);
  return [...left].sort((one, other) => other.length - one.length);
}

/** `a.b.c` and `a.b` */
function withParents(module: string): string[] {
  const parts = module.split('.');
  return parts.slice(1).map((_, at) => parts.slice(0, at + 2).join('.'));
}

function isWithin(name: string, module: string): boolean {
  return name === module || name.startsWith(`${module}.`);
}

/** `z.b.X` after `import a as z`, `b.c.X` after `from a import b` */
function usesOfNames({ part, text }: SourceText, changed: ReadonlySet<ImportFact>, left: readonly string[]): Use[] {
  const others = part.imports.filter((fact) => !isPlainImport(text, fact) && !changed.has(fact));
  return others.flatMap((fact) =>
    fact.names.flatMap((imported) =>
      (imported.uses ?? []).flatMap(({ name, start }): Use[] => {
        const module = left.find((one) => isWithin(`${moduleOf(fact, imported)}.${name}`, one));
        return module === undefined || isWithin(moduleOf(fact, imported), module)
          ? []
          : [{ module, start, named: [fact] }];
      }),
    ),
  );
}

function moduleOf({ specifier }: ImportFact, { name }: ImportedName): string {
  return name === '*' ? specifier : `${specifier}.${name}`;
}

/** `a.b.X` after any `import a…` */
function usesOfPackage(file: FileNames, top: string, left: readonly string[]): Use[] {
  const of = packageName(file, top);
  return of.places.flatMap((place): Use[] => {
    const module = left.find((one) => isWithin(dottedAt(file, top, place), one));
    if (module === undefined || !mayBePackage(of, place)) return [];
    const named = ownerOf(of, place) === null ? [] : importsFor(of, place);
    return [{ module, start: place.start, named: named.map(({ fact }) => fact) }];
  });
}

function dottedAt({ code }: FileNames, top: string, { attributes }: NamePlace): string {
  return [top, ...attributes.map(({ start, end }) => nameOf(code.text, start, end))].join('.');
}

/** One of the same module that other edits change counts: they change the use as well, or there are none. */
function isLost(file: FileNames, { module, start, named }: Use, changed: ReadonlySet<ImportFact>): boolean {
  const { code, source } = file;
  const statement = [...changed][0]?.statement;
  const scope = code.scopeAt(start);
  if (statement === undefined || (scope === code.scopeAt(statement.start) && start < statement.start)) return false;
  return !source.part.imports.some(
    (fact) =>
      loads(fact, module) &&
      !changed.has(fact) &&
      (named.includes(fact) || !isLeaving(source, fact, statement)) &&
      serves(file, { fact, scope: code.scopeAt(fact.statement.start) }, { scope, start }, statement),
  );
}

function loads({ form, specifier, names }: ImportFact, module: string): boolean {
  if (form !== 'import' && form !== 'from-import') return false;
  return (
    isWithin(specifier, module) ||
    (form === 'from-import' && names.some(({ name }) => `${specifier}.${name}` === module))
  );
}

/** Whether an import of the file loads a module that lies directly below one, by a name that is used of it. */
export function isSubmodule({ part }: SourceText, module: string, name: string): boolean {
  const below = `${module}.${name.split('.', 1)[0]}`;
  return part.imports.some((fact) => loads(fact, below));
}

/** The name that a changed import binds is used for a module below it, which nothing loads below the new one. */
export function losesSubmodule(source: SourceText, { fact, imported }: Change): boolean {
  if (imported === null || fact.specifier.startsWith('.')) return false;
  const module = moduleOf(fact, imported);
  return (imported.uses ?? []).some(({ name }) => !name.startsWith('.') && isSubmodule(source, module, name));
}
