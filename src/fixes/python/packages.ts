/**
 * A name that plain imports bind to a package: `a` after `import a.b`. Where it is used, and which import a use leans on.
 */

import type { NamePlace } from '../../languages/python/code.ts';
import { nameOf } from '../../languages/python/lexical.ts';
import { largest } from '../../text/lists.ts';
import type { ImportFact, Span } from '../../types.ts';
import type { SourceText } from '../change.ts';
import { blockBehind, bodyColumn, columnAt, isInOneBlock } from './blocks.ts';
import { boundIn, type FileNames, type ImportBinding, isPackageOf, lookUp } from './file-names.ts';
import { asBehind } from './list.ts';

/** A name, and everything that a file does with it. */
export interface PackageName {
  readonly file: FileNames;
  readonly name: string;
  /** The imports that bind it, plain ones and others. */
  readonly imports: readonly ImportBinding[];
  readonly places: readonly NamePlace[];
}

/** The name of a package in a file. */
export function packageName(file: FileNames, name: string): PackageName {
  return { file, name, imports: file.importsOf(name), places: file.code.places(name) };
}

/** `import a.b`, or `import a as a`, either of which binds `a`. */
export function isPlainImport(text: string, { form, specifier, end, names }: ImportFact): boolean {
  return form === 'import' && (asBehind(text, end) === null || names[0]?.local === specifier);
}

/** The name is bound in a scope to something else than the package. */
export function isBoundOtherwise({ imports, places, name }: PackageName, scope: number): boolean {
  return boundIn(places, scope) || imports.some((one) => one.scope === scope && !isPackageOf(one, name));
}

/** The scope that gives a name its meaning where it is read; undefined for what is bound nowhere in sight. */
function bindingScope(of: PackageName, { scope: from }: NamePlace): number | undefined {
  const binds = (at: number): boolean => isBoundOtherwise(of, at) || of.imports.some(({ scope }) => scope === at);
  return lookUp(of.file.code, from).find(binds);
}

/** The scope whose plain imports a use means, and nothing else; null for any other use. */
export function ownerOf(of: PackageName, place: NamePlace): number | null {
  const owner = bindingScope(of, place);
  return place.kind !== 'read' || owner === undefined || isBoundOtherwise(of, owner) ? null : owner;
}

/** A class binds the name itself and uses it: in its lambdas and comprehensions the name is that from around the class. */
export function isUsedInClass({ file, places, imports }: PackageName): boolean {
  const { scopes } = file.code;
  const isClass = (at: number): boolean => at > 0 && scopes[at]?.isFunction === false;
  const binds = (at: number): boolean => boundIn(places, at) || imports.some(({ scope }) => scope === at);
  return places.some(({ kind, scope }) => kind === 'read' && isClass(scope) && binds(scope));
}

/** A use may mean the package. */
export function mayBePackage(of: PackageName, place: NamePlace): boolean {
  const owner = bindingScope(of, place);
  return of.imports.some((one) => one.scope === owner && isPackageOf(one, of.name));
}

/** How many segments of a path a use follows. */
function sharedLength({ file: { code } }: PackageName, { attributes }: NamePlace, path: readonly string[]): number {
  const parts = attributes.map(({ start, end }) => nameOf(code.text, start, end));
  const other = path.findIndex((segment, at) => parts[at] !== segment);
  return other < 0 ? path.length : other;
}

/** The imports whose module a use names, in sight of it: the longest, and of several of that module the innermost. */
export function importsFor(of: PackageName, place: NamePlace): readonly ImportBinding[] {
  const visible = lookUp(of.file.code, place.scope);
  const named = of.imports.filter(
    ({ path, scope }) => visible.includes(scope) && path !== null && sharedLength(of, place, path) === path.length,
  );
  const rank = ({ path, scope }: ImportBinding): number =>
    (path?.length ?? 0) * visible.length - visible.indexOf(scope);
  const best = largest(named.map(rank));
  return named.filter((one) => rank(one) === best);
}

/**
 * An import that has run wherever a use is reached that a statement has served before: it stands before the one or the
 * other, and in the body of its scope or in a block around one of them.
 */
export function serves(
  { code }: FileNames,
  { fact, scope }: Pick<ImportBinding, 'fact' | 'scope'>,
  place: Pick<NamePlace, 'scope' | 'start'>,
  statement: Span,
): boolean {
  const isBefore = fact.start < place.start || (place.scope !== scope && fact.start < statement.start);
  if (!isBefore || !lookUp(code, place.scope).includes(scope)) return false;
  if (columnAt(code, fact.statement) <= bodyColumn(code, scope)) return true;
  const block = blockBehind(code, fact.statement);
  const isAround = [place.start, statement.start].some((at) => block.start <= at && at < block.end);
  return isAround || isInOneBlock(code, fact.statement, statement);
}

/** The import changes by edits of another statement of the same run. */
export function isLeaving({ leaving }: SourceText, fact: ImportFact, statement: Span): boolean {
  return leaving?.has(fact) === true && fact.statement.start !== statement.start;
}
