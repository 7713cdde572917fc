/**
 * What a CommonJS module exports: `exports.X = …`, `module.exports = …`, `module.exports.X = …`,
 * `Object.defineProperty(exports, 'X', …)`, and chains of them.
 */

import type { DefinitionKind, Span } from '../../types.ts';
import { closeOf } from './brackets.ts';
import {
  CLOSE_BRACE,
  COLON,
  COMMA,
  EQUALS,
  GREATER,
  LESS,
  OPEN_BRACE,
  OPEN_PAREN,
  SEMICOLON,
  STAR,
} from './characters.ts';
import { expressionEnd } from './extents.ts';
import { entityAt } from './headings.ts';
import { addDefault, addLeaving } from './leaving.ts';
import { identifierAt, memberAt } from './patterns.ts';
import { addDefinition, closeParenOf, inPlainBlocks, type NamedSpan, type Reading, statementEnd } from './reading.ts';
import { lastBefore, literalAt, skipSpace, wordAt, wordEnd } from './skeleton.ts';
import { addDefaultAt, lonelyNameAt, ownNameOf, readValue } from './variables.ts';

/** What stands left of the `=`: a member of the exports, or (null) all of them. */
interface Target {
  readonly member: NamedSpan | null;
  /** After it. */
  readonly end: number;
}

/** `exports`, `module.exports`, either with a member, at `at`. */
function targetAt(text: string, at: number): Target | undefined {
  const word = wordAt(text, at);
  let end = at + word.length;
  if (word === 'module') {
    const property = memberAt(text, end);
    if (property?.name !== 'exports') return undefined;
    end = property.after;
  } else if (word !== 'exports') return undefined;
  const member = memberAt(text, end);
  return member === undefined ? { member: null, end } : { member, end: member.after };
}

/** Reads at the word `module` or `exports`. */
export function readCommonJs(reading: Reading, at: number, brace: number): void {
  const { text } = reading;
  const target = targetAt(text, at);
  if (target === undefined) return;
  const equals = skipSpace(text, target.end);
  if (isAssignment(text, equals)) {
    const value = finalValue(reading, at, skipSpace(text, equals + 1));
    if (target.member !== null) readMember(reading, at, target.member, value, brace);
    // `exports = …` alone gives nothing; `exports = module.exports = …` is read at its second target.
    else if (text.startsWith('module', at)) readWhole(reading, at, value, brace);
  } else if (target.member === null && text.charCodeAt(equals) === COMMA) readArgument(reading, at, equals, brace);
}

/** `Object.assign(exports, {…})` and `Object.defineProperty(exports, 'name', …)`, whose comma stands at `comma`. */
function readArgument(reading: Reading, at: number, comma: number, brace: number): void {
  const { text, skeleton } = reading;
  const open = lastBefore(skeleton, at);
  const next = skipSpace(text, comma + 1);
  if (text.charCodeAt(open) !== OPEN_PAREN) return;
  const last = lastBefore(skeleton, open) + 1;
  const close = closeParenOf(reading, open);
  const start = text.lastIndexOf('Object', last);
  if (close < 0 || start < last - LONGEST_CALLEE) return;
  const statement = { start, end: statementEnd(text, close + 1).end };
  if (text.endsWith('Object.assign', last) && text.charCodeAt(next) === OPEN_BRACE) {
    reading.leaving.assigned = true;
    readObject(reading, statement, next, brace);
  } else if (text.endsWith('defineProperty', last)) readDefineProperty(reading, statement, next, brace);
}

/** What a property's getter or value says that it is, where that is a name. */
const PROPERTY_VALUE =
  /^\s*,\s*\{[^{}]*?\b(?:get\s*:\s*(?:function\s*\(\s*\)\s*\{\s*return\s|\(\s*\)\s*=>\s*)|get\s*\(\s*\)\s*\{\s*return\s|value\s*:)\s*(?=[A-Za-z_$])/;
const LONGEST_PROPERTY = 200;
const LONGEST_CALLEE = 40;

function readDefineProperty(reading: Reading, statement: Span, from: number, brace: number): void {
  const { text, exports, leaving } = reading;
  const name = literalAt(text, from);
  if (name === undefined) return;
  leaving.assigned = true;
  if (name.value === '__esModule' || name.value === 'default') leaving.marked = true;
  if (name.value === '__esModule') return;
  exports.add(name.value);
  const value = PROPERTY_VALUE.exec(text.slice(name.end, name.end + LONGEST_PROPERTY));
  const entity = value === null ? undefined : entityAt(text, name.end + value[0].length);
  const next = entity === undefined ? -1 : text.charCodeAt(skipSpace(text, entity.end));
  if (entity === undefined || (next !== SEMICOLON && next !== CLOSE_BRACE && next !== COMMA)) return;
  const key = { name: name.value, start: name.start, end: name.end };
  give(reading, key, name.end + (value?.[0].length ?? 0), statement, brace);
}

function isAssignment(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1);
  return text.charCodeAt(at) === EQUALS && next !== EQUALS && next !== GREATER;
}

/** What may stand left of a further `=` of a chain: exports again, or any dotted name. */
function leftAt(text: string, at: number): { readonly end: number } | undefined {
  return targetAt(text, at) ?? entityAt(text, at);
}

/** Where the value begins that `exports.a = exports.b = …` gives to each; kept, so that a chain is walked once. */
function finalValue(reading: Reading, from: number, value: number): number {
  const { text, chain } = reading;
  if (from < chain.value && from >= chain.start) return chain.value;
  let at = value;
  for (let target = leftAt(text, at); target !== undefined; target = leftAt(text, at)) {
    const equals = skipSpace(text, target.end);
    if (!isAssignment(text, equals)) break;
    at = skipSpace(text, equals + 1);
  }
  reading.chain = { start: from, value: at };
  return at;
}

/** `exports.X = value`. */
function readMember(reading: Reading, at: number, member: NamedSpan, value: number, brace: number): void {
  const { exports, leaving } = reading;
  leaving.assigned = true;
  if (member.name === 'default' || member.name === '__esModule') leaving.marked = true;
  if (member.name === '__esModule') return;
  exports.add(member.name);
  give(reading, member, value, { start: at }, brace);
}

/** A name of the exports with its value: a definition, another name for one, or one that leaves as itself. */
function give(
  reading: Reading,
  name: NamedSpan,
  value: number,
  statement: { readonly start: number; readonly end?: number },
  brace: number,
): void {
  const { text, skeleton, leaving } = reading;
  const { kind, aliasOf, end } = readValue(reading, value);
  const local = aliasOf === undefined ? lonelyNameAt(reading, value) : aliasOf;
  if (local !== undefined && !local.includes('.')) {
    if (name.name === 'default') addDefault(leaving, local);
    else addLeaving(leaving, local, name.name);
  }
  // `exports.Api = api.Api` hands it on.
  if (local === name.name || local?.endsWith(`.${name.name}`) === true) return;
  if (name.name === 'default') {
    giveDefault(reading, value, { start: statement.start, end }, brace);
    return;
  }
  const word = text.slice(value, wordEnd(text, value));
  if (word === 'require' || word === 'void' || word === 'undefined') return;
  const stop = statement.end ?? statementEnd(text, lastBefore(skeleton, end) + 1).end;
  define(reading, kind, name, { start: statement.start, end: stop }, brace, aliasOf);
}

function define(
  reading: Reading,
  kind: DefinitionKind,
  name: NamedSpan,
  statement: Span,
  brace: number,
  aliasOf: string | undefined,
): void {
  const nested = !inPlainBlocks(reading, brace);
  reading.leaving.outside.add(name.start);
  addDefinition(reading, kind, name, statement, { nested, exported: true, aliasOf });
}

/** A class or function expression that is the default is called by its own name. */
function giveDefault(reading: Reading, value: number, statement: Span, brace: number): void {
  const { kind, aliasOf } = readValue(reading, value);
  const name = ownNameOf(reading, value);
  if (name === undefined || (kind !== 'class' && kind !== 'function')) return;
  const { leaving, text } = reading;
  const stop = lastBefore(reading.skeleton, statement.end) + 1;
  const nested = !inPlainBlocks(reading, brace);
  addLeaving(leaving, name.name, 'default');
  leaving.defaults.add(name.start);
  addDefinition(
    reading,
    kind,
    name,
    { start: statement.start, end: statementEnd(text, stop).end },
    {
      nested,
      exported: true,
      aliasOf,
    },
  );
}

/** `module.exports = value`: an object's keys are exported; any other value is the default. */
function readWhole(reading: Reading, at: number, value: number, brace: number): void {
  const { text, skeleton, leaving } = reading;
  leaving.assigned = true;
  if (text.charCodeAt(value) === OPEN_BRACE && closeOf(skeleton, value) >= 0)
    readObject(reading, { start: at, end: statementEnd(text, closeOf(skeleton, value) + 1).end }, value, brace);
  else {
    leaving.whole = true;
    readWholeValue(reading, at, value, brace);
  }
}

/** The value of a whole module: `module.exports = Api`, `export = Api`. */
export function readWholeValue(reading: Reading, at: number, value: number, brace: number): void {
  reading.exports.add('default');
  if (!addDefaultAt(reading, value))
    giveDefault(reading, value, { start: at, end: readValue(reading, value).end }, brace);
}

function readObject(reading: Reading, statement: Span, open: number, brace: number): void {
  const { text, skeleton, leaving } = reading;
  const close = closeOf(skeleton, open);
  let i = skipSpace(text, open + 1);
  while (i < close) {
    const entry = entryAt(text, i);
    let end = expressionEnd(reading, i);
    while (end < close && text.charCodeAt(end) !== COMMA) end = expressionEnd(reading, end + 1);
    if (entry !== undefined) {
      const { key } = entry;
      reading.exports.add(key.name);
      if (key.name === 'default') leaving.marked = true;
      readEntry(reading, entry, statement, brace);
    }
    if (text.charCodeAt(end) !== COMMA) return;
    i = skipSpace(text, end + 1);
  }
}

function readEntry(reading: Reading, { key, value, kind }: Entry, statement: Span, brace: number): void {
  if (value >= 0) give(reading, key, value, statement, brace);
  else if (kind === null) addLeaving(reading.leaving, key.name, key.name);
  else define(reading, kind, key, statement, brace, undefined);
}

/** One entry of an object: `key`, `key: value` (with where the value begins), or a method or accessor. */
interface Entry {
  readonly key: NamedSpan;
  /** Where the value begins, or -1. */
  readonly value: number;
  /** What a method or accessor is; null for the others. */
  readonly kind: DefinitionKind | null;
}

const ACCESSORS: ReadonlySet<string> = new Set(['get', 'set', 'async']);

/** The entry of an object that begins at `at`; undefined for a spread and a computed key. */
export function entryAt(text: string, at: number): Entry | undefined {
  let i = text.charCodeAt(at) === STAR ? skipSpace(text, at + 1) : at;
  let key = keyAt(text, i);
  let accessor = false;
  if (key !== undefined && ACCESSORS.has(key.name) && key.end - key.start === key.name.length) {
    i = skipSpace(text, key.end);
    if (text.charCodeAt(i) === STAR) i = skipSpace(text, i + 1);
    const behind = keyAt(text, i);
    if (behind !== undefined) {
      accessor = key.name !== 'async';
      key = behind;
    }
  }
  if (key === undefined) return undefined;
  const next = skipSpace(text, key.end);
  const code = text.charCodeAt(next);
  if (code === COLON) return { key, value: skipSpace(text, next + 1), kind: null };
  const method = code === OPEN_PAREN || code === LESS;
  return { key, value: -1, kind: !method ? null : accessor ? 'variable' : 'function' };
}

function keyAt(text: string, at: number): NamedSpan | undefined {
  const literal = literalAt(text, at);
  return literal === undefined
    ? identifierAt(text, at)
    : { name: literal.value, start: literal.start, end: literal.end };
}
