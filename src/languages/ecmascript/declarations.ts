/**
 * Declarations that a word of their own begins: class, interface, enum, function, type.
 */

import type { DefinitionKind } from '../../types.ts';
import { EQUALS, LESS, OPEN_BRACE, OPEN_PAREN, STAR } from './characters.ts';
import { typeArgumentsEnd, typeEnd } from './extents.ts';
import { bodyAfter, classHeader, entityAt, type Heading, headingOf, placeOf } from './headings.ts';
import { boundAt } from './patterns.ts';
import { define, type Named, type Reading, statementEnd } from './reading.ts';
import { before, newlineBetween, skip, wordAt } from './skeleton.ts';
import { readClassExpression } from './variables.ts';

function declare(
  r: Reading,
  kind: DefinitionKind,
  name: Named,
  heading: Heading,
  end: number,
  nested: boolean,
  aliasOf?: string,
): void {
  if (heading.exported && !nested && !heading.isDefault) r.exports.add(name.name);
  define(r, kind, name, { start: heading.start, end }, { nested, exported: heading.exported, aliasOf });
}

/** Reads at the word `class`. */
export function readClass(r: Reading, at: number, end: number, brace: number): void {
  const { text, s } = r;
  const next = skip(text, end);
  const name = boundAt(text, next);
  const anonymous =
    name === undefined || name.name === 'extends' || (name.name === 'implements' && implementsType(text, name.end));
  if (anonymous && text.charCodeAt(next) !== OPEN_BRACE && name === undefined) return;
  const heading = headingOf(s, at);
  const place = placeOf(s, heading, at);
  if (place === 'no') {
    // Named at the top level, it is read with its `const`.
    if (brace >= 0) readClassExpression(r, heading.start, at);
    return;
  }
  if (anonymous) return;
  const header = classHeader(r, name.end);
  declare(r, 'class', name, heading, header.end, brace >= 0 || place === 'inner', header.aliasOf);
}

/** `implements` behind `class` is a name unless a type follows. */
function implementsType(text: string, end: number): boolean {
  const word = wordAt(text, skip(text, end));
  return word !== '' && word !== 'extends';
}

/** Reads at the word `function`. */
export function readFunction(r: Reading, at: number, end: number, brace: number): void {
  const { text, s } = r;
  let next = skip(text, end);
  if (text.charCodeAt(next) === STAR) next = skip(text, next + 1);
  const name = boundAt(text, next);
  if (name === undefined) return;
  const then = text.charCodeAt(skip(text, name.end));
  if (then !== OPEN_PAREN && then !== LESS) return;
  const heading = headingOf(s, at);
  const place = placeOf(s, heading, at);
  if (place === 'no') return;
  declare(r, 'function', name, heading, bodyAfter(r, name.end).end, brace >= 0 || place === 'inner');
}

const HERITAGE: ReadonlySet<string> = new Set(['extends', 'implements']);

/** Reads at the word `interface` or `enum`. */
export function readInterfaceOrEnum(
  r: Reading,
  at: number,
  end: number,
  brace: number,
  kind: 'interface' | 'enum',
): void {
  const { text, s } = r;
  const name = boundAt(text, skip(text, end));
  if (name === undefined) return;
  if (kind === 'interface' && newlineBetween(text, end, name.start)) return;
  const next = skip(text, name.end);
  const code = text.charCodeAt(next);
  const word = wordAt(text, next);
  if (code !== OPEN_BRACE && !(kind === 'interface' ? code === LESS || HERITAGE.has(word) : word === 'of')) return;
  const heading = headingOf(s, at);
  const place = placeOf(s, heading, at);
  declare(r, kind, name, heading, bodyAfter(r, name.end).end, brace >= 0 || place === 'inner');
}

/** Reads at the word `type`. A type that is nothing but another name says so. */
export function readType(r: Reading, at: number, end: number, brace: number): void {
  const { text, s } = r;
  const name = boundAt(text, skip(text, end));
  if (name === undefined || newlineBetween(text, end, name.start)) return;
  let next = skip(text, name.end);
  const generic = text.charCodeAt(next) === LESS;
  if (generic) {
    const close = typeArgumentsEnd(r, next);
    if (close < 0) return;
    next = skip(text, close);
  }
  const heading = headingOf(s, at);
  if (text.charCodeAt(next) !== EQUALS) {
    if (!heading.opaque) return;
    const bound = typeEnd(r, next);
    const last = text.charCodeAt(bound) === EQUALS ? typeEnd(r, bound + 1) : bound;
    declare(r, 'type', name, heading, statementEnd(text, before(s, last) + 1).end, brace >= 0);
    return;
  }
  const then = text.charCodeAt(next + 1);
  if (then === EQUALS || then === 62) return;
  const place = placeOf(s, heading, at);
  const from = skip(text, next + 1);
  const stop = typeEnd(r, from);
  const last = before(s, stop) + 1;
  const entity = entityAt(text, from);
  const aliasOf =
    !generic && entity !== undefined && entity.end === last && !PRIMITIVES.has(entity.name) ? entity.name : undefined;
  declare(r, 'type', name, heading, statementEnd(text, last).end, brace >= 0 || place === 'inner', aliasOf);
}

const PRIMITIVES: ReadonlySet<string> = new Set([
  ...['any', 'unknown', 'never', 'void', 'null', 'undefined', 'string', 'number', 'boolean', 'symbol', 'object'],
  ...['bigint', 'this', 'true', 'false'],
]);
