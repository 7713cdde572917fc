/**
 * What a file takes of a package that `import a.b` binds: once the import is `import n.m`, `a.b.X` is `n.m.X`, and whatever
 * else is taken of `a` needs another import that binds it.
 */

import type { NamePlace } from '../../languages/python/code.ts';
import { nameOf } from '../../languages/python/lexical.ts';
import { topOf } from '../../languages/python/names.ts';
import type { RefusalReason } from '../../replacement/refusals.ts';
import { pushAll } from '../../text/lists.ts';
import type { ImportFact, Span } from '../../types.ts';
import type { Edit } from '../change.ts';
import { blockBehind, bodyColumn, columnAt, isInOneBlock } from './blocks.ts';
import { type FileNames, type ImportBinding, lookUp } from './file-names.ts';
import { isNameTaken } from './name-taken.ts';
import {
  importsFor,
  isBoundOtherwise,
  isLeaving,
  isUsedInClass,
  ownerOf,
  type PackageName,
  packageName,
  serves,
} from './packages.ts';
import { isNamedInTypes } from './quoted-types.ts';
import { isOnlyRead } from './read-contexts.ts';
import { isSubmodule } from './still-loaded.ts';

/** A plain import that becomes that of another module. */
export interface Move {
  readonly fact: ImportFact;
  readonly module: string;
  /** What the members that are used are called there; null: as here. */
  readonly members: ReadonlyMap<string, string> | null;
}

/** The edits of uses, with the places at which they start; or why there are none. */
export type UseEdits =
  | { readonly refusal: null; readonly edits: readonly Edit[]; readonly places: readonly NamePlace[] }
  | { readonly refusal: RefusalReason };

/** The edits of everything that is used through plain imports of one statement. */
export function rewriteUses(file: FileNames, statement: Span, moves: readonly Move[]): UseEdits {
  const edits: Edit[] = [];
  const places: NamePlace[] = [];
  for (const top of new Set(moves.map(({ fact }) => topOf(fact.specifier)))) {
    const scope = file.code.scopeAt(statement.start);
    const outcome = rewritePackage({ ...packageName(file, top), statement, scope, moves });
    if (outcome.refusal !== null) return outcome;
    pushAll(edits, outcome.edits);
    pushAll(places, outcome.places);
  }
  return { refusal: null, edits, places };
}

/** A package whose name a statement binds, and how that changes. */
interface Package extends PackageName {
  readonly statement: Span;
  /** The statement's scope. */
  readonly scope: number;
  readonly moves: readonly Move[];
}

/** With more imports that bind one name, each use of it is not compared with each of them. */
const MOST_IMPORTS = 64;

function rewritePackage(of: Package): UseEdits {
  const { file, name, scope, places } = of;
  if (of.imports.length > MOST_IMPORTS) return { refusal: 'namespace' };
  if (isBoundOtherwise(of, scope) || places.some(({ kind }) => kind === 'declared')) return { refusal: 'namespace' };
  if (isUsedInClass(of) || isNamedInTypes(file.code, name, file.source.part.imports)) return { refusal: 'namespace' };
  const isExported = scope === 0 && file.source.part.exports?.includes(name) === true;
  if (isExported && !isBoundAfter(of, 0)) return { refusal: 'namespace' };
  const edits: Edit[] = [];
  const used: NamePlace[] = [];
  for (const place of places.filter((one) => isInReach(of, one))) {
    const move = moveFor(of, place);
    if (isHandedOn(of, place)) return { refusal: 'namespace' };
    if (move === 'several' || (move === null && !isStillBound(of, place))) return { refusal: 'namespace' };
    if (move === null) continue;
    const outcome = rewritePlace(of, place, move);
    if (outcome.refusal !== null) return outcome;
    pushAll(edits, outcome.edits);
    used.push(place);
  }
  const news = of.moves.filter(({ fact }) => topOf(fact.specifier) === name).map(({ module }) => topOf(module));
  const isTaken = news.some((top) => top !== name && isNameTaken(file, of.statement, top, used));
  return isTaken ? { refusal: 'name-taken' } : { refusal: null, edits, places: used };
}

/** The name means the package here, as the statement's scope has it or one inside it. */
function isInReach(of: Package, place: NamePlace): boolean {
  return ownerOf(of, place) !== null && lookUp(of.file.code, place.scope).includes(of.scope);
}

/**
 * A package that holds a module which changes is used whole: what is taken of it elsewhere is not seen. One that is itself
 * imported and changes with what lies in it stays whole.
 */
function isHandedOn(of: Package, place: NamePlace): boolean {
  const { file, moves, name, statement } = of;
  const attributes = place.attributes.map(({ start, end }) => nameOf(file.code.text, start, end));
  const used = [name, ...attributes].join('.');
  if (!moves.some(({ fact }) => fact.specifier.startsWith(`${used}.`))) return false;
  return !importsFor(of, place).some(
    (one) => moveOf(of, one) !== undefined || isLeaving(file.source, one.fact, statement),
  );
}

/** The change of the module that a use names; null where that stays, `several` where it stays in part. */
function moveFor(of: Package, place: NamePlace): Move | 'several' | null {
  const found = importsFor(of, place);
  const moves = found.flatMap((one) => moveOf(of, one) ?? []);
  const [move] = moves;
  if (move === undefined || (place.scope === of.scope && place.start < of.statement.start)) return null;
  const goes = (one: ImportBinding): boolean =>
    moveOf(of, one) !== undefined || isLeaving(of.file.source, one.fact, of.statement);
  return found.every(goes) ? move : 'several';
}

function moveOf({ moves }: Package, { fact }: ImportBinding): Move | undefined {
  return moves.find((move) => move.fact.start === fact.start);
}

/** An import binds the name in a scope once the statement has changed. */
function isBoundAfter(of: Package, scope: number): boolean {
  if (scope === of.scope && isKept(of)) return true;
  return of.imports.some((one) => one.scope === scope && moveOf(of, one) === undefined);
}

function isKept({ moves, name }: Package): boolean {
  return moves.some(({ module }) => topOf(module) === name);
}

/**
 * The name means the package here without the imports that change. One that other edits change counts for what it names:
 * those edits change it here as well, or there are none.
 */
function isStillBound(of: Package, place: NamePlace): boolean {
  const { file, scope, imports, statement } = of;
  const visible = lookUp(file.code, place.scope);
  const owner = visible.find((at) => isBoundAfter(of, at) || isBoundOtherwise(of, at));
  if (owner === undefined || isBoundOtherwise(of, owner)) return false;
  if (visible.indexOf(owner) < visible.indexOf(scope) || (owner === scope && isKept(of))) return true;
  const named = importsFor(of, place);
  return imports.some(
    (one) =>
      one.scope === owner &&
      moveOf(of, one) === undefined &&
      (named.includes(one) || !isLeaving(file.source, one.fact, statement)) &&
      serves(file, one, place, statement),
  );
}

/**
 * Another import may serve a use where the statement has not run: it stands under a condition, or behind the function that
 * holds the use.
 */
function isUnsure(of: Package, place: NamePlace): boolean {
  const { scope, statement, imports } = of;
  const { code } = of.file;
  const visible = lookUp(code, place.scope);
  const named = importsFor(of, place);
  const isTwin = (one: ImportBinding): boolean => named.includes(one) && isLeaving(of.file.source, one.fact, statement);
  const others = imports.filter((one) => visible.includes(one.scope) && moveOf(of, one) === undefined);
  // The same import, which changes as well.
  if (others.every(isTwin)) return false;
  if (place.start < statement.start) return true;
  const block = columnAt(code, statement) > bodyColumn(code, scope) ? blockBehind(code, statement) : null;
  if (block === null || (place.scope === scope && place.end <= block.end)) return false;
  return !others.every(({ fact }) => isInOneBlock(code, fact.statement, statement));
}

function rewritePlace(of: Package, place: NamePlace, { fact, module, members }: Move): UseEdits {
  const { text } = of.file.code;
  const { attributes } = place;
  const length = fact.specifier.split('.').length - 1;
  const end = attributes[length - 1]?.end ?? place.end;
  if (isUnsure(of, place)) return { refusal: 'namespace' };
  if (text.slice(place.start, end).includes('#')) return { refusal: 'form' };
  const edits: Edit[] = [{ start: place.start, end, text: module }];
  const member = attributes[length];
  if (member === undefined && !isOnlyRead(text, place.start, end)) return { refusal: 'namespace' };
  const name = member === undefined ? '' : nameOf(text, member.start, member.end);
  if (member !== undefined && isSubmodule(of.file.source, fact.specifier, name)) return { refusal: 'namespace' };
  const renamed = members?.get(name) ?? name;
  if (member !== undefined && renamed !== name) edits.push({ start: member.start, end: member.end, text: renamed });
  return { refusal: null, edits, places: [place] };
}
