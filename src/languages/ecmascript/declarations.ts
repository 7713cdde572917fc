/**
 * Declarations that begin with a keyword: class, interface, enum, function, type.
 */

import type { DefinitionKind } from '../../types.ts';
import { EQUALS, LESS, OPEN_BRACE, OPEN_PAREN, STAR } from './characters.ts';
import { typeArgumentsEnd, typeEnd } from './extents.ts';
import { bodyAfter, entityAt, type Heading, headingOf, readClassHeader, statementPlace } from './headings.ts';
import { addLeaving } from './leaving.ts';
import { identifierAt } from './patterns.ts';
import { addDefinition, type NamedSpan, type Reading, statementEnd } from './reading.ts';
import { lastBefore, newlineBetween, skipSpace, wordAt } from './skeleton.ts';
import { readClassExpression } from './variables.ts';

function addDeclaration(
  reading: Reading,
  kind: DefinitionKind,
  name: NamedSpan,
  heading: Heading,
  end: number,
  nested: boolean,
  aliasOf?: string,
): void {
  if (heading.exported && !nested) {
    if (heading.isDefault) {
      addLeaving(reading.leaving, name.name, 'default');
      reading.leaving.defaults.add(name.start);
    } else reading.exports.add(name.name);
  }
  addDefinition(reading, kind, name, { start: heading.start, end }, { nested, exported: heading.exported, aliasOf });
}

/** Reads at the word `class`. */
export function readClass(reading: Reading, at: number, end: number, brace: number): void {
  const { text, skeleton } = reading;
  const next = skipSpace(text, end);
  const name = identifierAt(text, next);
  const anonymous =
    name === undefined || name.name === 'extends' || (name.name === 'implements' && implementsType(text, name.end));
  if (anonymous && text.charCodeAt(next) !== OPEN_BRACE && name === undefined) return;
  const heading = headingOf(skeleton, at);
  const place = statementPlace(skeleton, heading, at);
  if (place === 'no') {
    // Named at the top level, it is read with its `const`.
    if (brace >= 0) readClassExpression(reading, heading.start, at);
    return;
  }
  if (anonymous) return;
  const header = readClassHeader(reading, name.end);
  addDeclaration(reading, 'class', name, heading, header.end, brace >= 0 || place === 'inner', header.aliasOf);
}

/** `implements` after `class` is a name unless a type follows. */
function implementsType(text: string, end: number): boolean {
  const word = wordAt(text, skipSpace(text, end));
  return word !== '' && word !== 'extends';
}

/** Reads at the word `function`. */
export function readFunction(reading: Reading, at: number, end: number, brace: number): void {
  const { text, skeleton } = reading;
  let next = skipSpace(text, end);
  if (text.charCodeAt(next) === STAR) next = skipSpace(text, next + 1);
  const name = identifierAt(text, next);
  if (name === undefined) return;
  const then = text.charCodeAt(skipSpace(text, name.end));
  if (then !== OPEN_PAREN && then !== LESS) return;
  const heading = headingOf(skeleton, at);
  const place = statementPlace(skeleton, heading, at);
  if (place === 'no') return;
  addDeclaration(reading, 'function', name, heading, bodyAfter(reading, name.end).end, brace >= 0 || place === 'inner');
}

const HERITAGE: ReadonlySet<string> = new Set(['extends', 'implements']);

/** Reads at the word `interface` or `enum`. */
export function readInterfaceOrEnum(
  reading: Reading,
  at: number,
  end: number,
  brace: number,
  kind: 'interface' | 'enum',
): void {
  const { text, skeleton } = reading;
  const name = identifierAt(text, skipSpace(text, end));
  if (name === undefined) return;
  if (kind === 'interface' && newlineBetween(text, end, name.start)) return;
  const next = skipSpace(text, name.end);
  const code = text.charCodeAt(next);
  const word = wordAt(text, next);
  if (code !== OPEN_BRACE && !(kind === 'interface' ? code === LESS || HERITAGE.has(word) : word === 'of')) return;
  const heading = headingOf(skeleton, at);
  const place = statementPlace(skeleton, heading, at);
  addDeclaration(reading, kind, name, heading, bodyAfter(reading, name.end).end, brace >= 0 || place === 'inner');
}

/** Reads at the word `type`. A type that is nothing but another name is an alias. */
export function readType(reading: Reading, at: number, end: number, brace: number): void {
  const { text, skeleton } = reading;
  const name = identifierAt(text, skipSpace(text, end));
  if (name === undefined || newlineBetween(text, end, name.start)) return;
  let next = skipSpace(text, name.end);
  const generic = text.charCodeAt(next) === LESS;
  if (generic) {
    const close = typeArgumentsEnd(reading, next);
    if (close < 0) return;
    next = skipSpace(text, close);
  }
  const heading = headingOf(skeleton, at);
  if (text.charCodeAt(next) !== EQUALS) {
    if (!heading.opaque) return;
    const bound = typeEnd(reading, next);
    const last = text.charCodeAt(bound) === EQUALS ? typeEnd(reading, bound + 1) : bound;
    addDeclaration(reading, 'type', name, heading, statementEnd(text, lastBefore(skeleton, last) + 1).end, brace >= 0);
    return;
  }
  const then = text.charCodeAt(next + 1);
  if (then === EQUALS || then === 62) return;
  const place = statementPlace(skeleton, heading, at);
  const from = skipSpace(text, next + 1);
  const stop = typeEnd(reading, from);
  const last = lastBefore(skeleton, stop) + 1;
  const entity = entityAt(text, from);
  const aliasOf =
    !generic && entity !== undefined && entity.end === last && !PRIMITIVES.has(entity.name) ? entity.name : undefined;
  addDeclaration(
    reading,
    'type',
    name,
    heading,
    statementEnd(text, last).end,
    brace >= 0 || place === 'inner',
    aliasOf,
  );
}

const PRIMITIVES: ReadonlySet<string> = new Set([
  ...['any', 'unknown', 'never', 'void', 'null', 'undefined', 'string', 'number', 'boolean', 'symbol', 'object'],
  ...['bigint', 'this', 'true', 'false'],
]);
