/**
 * Variables: the declarators of `const`, `let`, `var` and `using` at the top level or behind `export`, and the search
 * backwards from a value to the variable that it is bound to.
 *
 * A variable is a `class` or `function` when such an expression is its value, an `alias` when its value is nothing but
 * another name, and otherwise a fact only when it is exported.
 */

import type { DefinitionKind } from '../../types.ts';
import { openOf, stepBack, walkFrom } from './brackets.ts';
import {
  BANG,
  CLOSE_BRACE,
  COLON,
  COMMA,
  DOT,
  EQUALS,
  GREATER,
  isWord,
  LESS,
  OPEN_BRACE,
  OPEN_BRACKET,
  OPEN_PAREN,
  SEMICOLON,
} from './characters.ts';
import { endsExpression, expressionEnd, typeArgumentsEnd, typeEnd } from './extents.ts';
import { classHeader, entityAt, headingOf, placeOf } from './headings.ts';
import { boundAt, boundNames } from './patterns.ts';
import { closeParenOf, define, type Named, type Reading, statementEnd } from './reading.ts';
import { before, newlineBetween, skip, wordAt, wordBefore, wordEnd, wordStart } from './skeleton.ts';

interface Declarator {
  readonly names: readonly Named[];
  readonly kind: DefinitionKind;
  readonly aliasOf?: string;
}

/** Reads at `const`, `let`, `var` or `using`; gives the offset behind the statement. */
export function readVariables(r: Reading, at: number, end: number, brace: number): void {
  const { s, text } = r;
  const heading = headingOf(s, at);
  const previous = text.charCodeAt(heading.last);
  if (heading.last >= 0 && (previous === OPEN_PAREN || previous === LESS || previous === COMMA)) return;
  const place = placeOf(s, heading, at);
  if (place === 'no' && wordBefore(text, heading.last) !== 'await') return;
  const nested = brace >= 0 || place === 'inner';
  const found: Declarator[] = [];
  let i = skip(text, end);
  let stop = i;
  if (text.startsWith('enum', i) && !isWord(text.charCodeAt(i + 4))) return;
  for (;;) {
    const read = readDeclarator(r, i, heading.exported);
    if (read === undefined) break;
    if (read.declarator !== undefined) found.push(read.declarator);
    stop = read.end;
    if (text.charCodeAt(stop) !== COMMA) break;
    i = skip(text, stop + 1);
  }
  if (found.length === 0) return;
  const statement = { start: heading.start, end: statementEnd(text, before(s, stop) + 1).end };
  for (const { names, kind, aliasOf } of found) {
    if (!heading.exported && (kind === 'variable' || (nested && kind !== 'class'))) continue;
    for (const name of names) {
      if (heading.exported && brace < 0) r.exports.add(name.name);
      if (brace >= 0) r.exportedInside.add(name.start);
      define(r, kind, name, statement, { nested, exported: heading.exported, aliasOf });
    }
  }
}

/** One declarator at `at` and the offset that ends it; undefined when none stands there. */
function readDeclarator(
  r: Reading,
  at: number,
  exported: boolean,
): { readonly declarator?: Declarator; readonly end: number } | undefined {
  const { text } = r;
  const code = text.charCodeAt(at);
  const pattern = code === OPEN_BRACE || code === OPEN_BRACKET;
  const name = pattern ? undefined : boundAt(text, at);
  if (!pattern && name === undefined) return undefined;
  let i = pattern ? patternEnd(r, at) : skip(text, name?.end ?? at);
  if (text.charCodeAt(i) === BANG) i = skip(text, i + 1);
  if (text.charCodeAt(i) === COLON) i = typeEnd(r, skip(text, i + 1));
  const names = name !== undefined ? [name] : exported ? boundNames(r, at) : [];
  if (text.charCodeAt(i) !== EQUALS) {
    const word = wordAt(text, i);
    if (word !== '' && !newlineBetween(text, name?.end ?? at, i)) return undefined;
    return { declarator: { names, kind: 'variable' }, end: i };
  }
  if (text.charCodeAt(i + 1) === EQUALS || text.charCodeAt(i + 1) === GREATER) return undefined;
  // Decorators of a class expression may stand on lines of their own.
  const from = pastDecorators(r, skip(text, i + 1));
  const end = expressionEnd(r, from);
  return { declarator: pattern ? { names, kind: 'variable' } : { names, ...kindOf(r, from, end) }, end };
}

function patternEnd(r: Reading, open: number): number {
  let i = skip(r.text, open + 1);
  for (;;) {
    const end = expressionEnd(r, i);
    const code = r.text.charCodeAt(end);
    if (code !== COMMA && code !== 10 && code !== 13) return skip(r.text, end + 1);
    i = skip(r.text, end + 1);
  }
}

/** What the value between `start` (behind its decorators) and `end` makes of its variable. */
function kindOf(r: Reading, start: number, end: number): { readonly kind: DefinitionKind; readonly aliasOf?: string } {
  const { s, text } = r;
  const stop = wordEnd(text, start);
  const word = text.slice(start, stop);
  const last = before(s, end);
  if (word === 'class') {
    const { open, end: bodyEnd, aliasOf } = classHeader(r, classNameEnd(text, stop));
    if (open >= 0 && bodyEnd === last + 1) return { kind: 'class', ...(aliasOf === undefined ? {} : { aliasOf }) };
    return { kind: 'variable' };
  }
  if (word === 'function' || (word === 'async' && wordAt(text, skip(text, stop)) === 'function')) {
    return { kind: endsWithBody(r, last) ? 'function' : 'variable' };
  }
  if (startsArrow(r, start, stop, word)) return { kind: 'function' };
  const entity = entityAt(text, start);
  if (entity !== undefined && entity.end === last + 1 && isAlias(entity.name))
    return { kind: 'alias', aliasOf: entity.name };
  return { kind: 'variable' };
}

const NO_NAMES: ReadonlySet<string> = new Set([
  ...['undefined', 'this', 'null', 'true', 'false', 'super', 'new', 'typeof', 'void', 'delete', 'import', 'function'],
  ...['class', 'await', 'yield'],
]);

function isAlias(name: string): boolean {
  const dot = name.indexOf('.');
  const head = dot < 0 ? name : name.slice(0, dot);
  return name !== 'undefined' && (head === 'undefined' || !NO_NAMES.has(head));
}

/** Behind the name of a class expression, if it has one. */
function classNameEnd(text: string, from: number): number {
  const name = boundAt(text, skip(text, from));
  return name === undefined || name.name === 'extends' || name.name === 'implements' ? from : name.end;
}

function pastDecorators(r: Reading, from: number): number {
  const { text } = r;
  let i = from;
  while (text.charCodeAt(i) === 64) {
    const entity = entityAt(text, skip(text, i + 1), true);
    let next = skip(text, entity?.end ?? i + 1);
    if (text.charCodeAt(next) === OPEN_PAREN) {
      const close = closeParenOf(r, next);
      if (close < 0) return from;
      next = skip(text, close + 1);
    }
    if (next === i) return from;
    i = next;
  }
  return i;
}

/** A function expression's body ends at `last`, and nothing is called on it or made of it. */
function endsWithBody(r: Reading, last: number): boolean {
  const { s, text } = r;
  if (text.charCodeAt(last) !== CLOSE_BRACE) return false;
  const previous = before(s, openOf(s, last));
  const word = wordBefore(text, previous);
  return word !== 'as' && word !== 'satisfies';
}

const SIMPLE_PARAMETERS = /\([^()'"`{}/\\]*\)\s*(?:=>|:)/y;

/** An arrow function begins at `start`, whose first word (perhaps empty) ends at `stop`. */
function startsArrow(r: Reading, start: number, stop: number, word: string): boolean {
  const { text } = r;
  let i = start;
  if (word !== '') {
    const next = skip(text, stop);
    if (isArrow(text, next)) return true;
    if (word !== 'async' || newlineBetween(text, stop, next)) return false;
    const name = boundAt(text, next);
    if (name !== undefined) return isArrow(text, skip(text, name.end));
    i = next;
  }
  if (text.charCodeAt(i) === LESS) {
    const end = typeArgumentsEnd(r, i);
    if (end < 0) return false;
    i = skip(text, end);
  }
  if (text.charCodeAt(i) !== OPEN_PAREN) return false;
  SIMPLE_PARAMETERS.lastIndex = i;
  if (SIMPLE_PARAMETERS.test(text)) return true;
  const close = closeParenOf(r, i);
  if (close < 0) return false;
  const next = skip(text, close + 1);
  return isArrow(text, next) || text.charCodeAt(next) === COLON;
}

function isArrow(text: string, at: number): boolean {
  return text.charCodeAt(at) === EQUALS && text.charCodeAt(at + 1) === GREATER;
}

/** What a value is bound to. */
export interface Binding {
  /** The variable, or null when a pattern stands there. */
  readonly name: Named | null;
  /** Where the pattern begins, or -1. */
  readonly pattern: number;
  /** Start of the `const`, `let`, `var`, `using`, or of the declarator when it is not the first. */
  readonly start: number;
}

const KEYWORDS: ReadonlySet<string> = new Set(['const', 'let', 'var', 'using']);

/** The declarator whose value begins at `value`, found backwards; undefined when the value is bound to none. */
export function bindingOf(r: Reading, value: number): Binding | undefined {
  const { s, text } = r;
  const equals = before(s, value);
  if (text.charCodeAt(equals) !== EQUALS || '=!<>+-*/%&|^?~'.includes(text.charAt(equals - 1) || 'x')) return undefined;
  const last = before(s, equals);
  const code = text.charCodeAt(last);
  if (isWord(code) || code === CLOSE_BRACE) {
    const start = isWord(code) ? wordStart(text, last) : openOf(s, last);
    if (start >= 0 && followsKeyword(r, start)) {
      const name = isWord(code) ? (boundAt(text, start) ?? null) : null;
      const previous = before(s, start);
      return {
        name,
        pattern: name === null ? start : -1,
        start: text.charCodeAt(previous) === COMMA ? start : wordStart(text, previous),
      };
    }
  }
  return annotatedBinding(r, equals);
}

const KEYWORD = /\b(?:const|let|var|using)\s/g;

/** `const x: Type =`: tries the last such word shortly before the `=`. */
function annotatedBinding(r: Reading, equals: number): Binding | undefined {
  const { text } = r;
  const from = Math.max(0, equals - 400);
  let word = -1;
  for (const match of text.slice(from, equals).matchAll(KEYWORD)) word = from + match.index;
  if (word < 0) return undefined;
  const start = skip(text, wordEnd(text, word));
  const code = text.charCodeAt(start);
  const name = code === OPEN_BRACE || code === OPEN_BRACKET ? null : boundAt(text, start);
  if (name === undefined) return undefined;
  let i = name === null ? patternEnd(r, start) : skip(text, name.end);
  if (text.charCodeAt(i) === BANG) i = skip(text, i + 1);
  if (text.charCodeAt(i) !== COLON || typeEnd(r, skip(text, i + 1)) !== equals) return undefined;
  return { name, pattern: name === null ? start : -1, start: word };
}

/** A declarator begins at `start`: behind `const`, or behind the comma of a list that `const` began. */
function followsKeyword(r: Reading, start: number): boolean {
  const { s, text } = r;
  const last = before(s, start);
  if (last < 0) return false;
  const code = text.charCodeAt(last);
  if (code === COMMA) return separatesDeclarators(r, last);
  return isWord(code) && KEYWORDS.has(wordBefore(text, last)) && text.charCodeAt(wordStart(text, last) - 1) !== 46;
}

/** The comma at `comma` separates the declarators of one statement. */
function separatesDeclarators(r: Reading, comma: number): boolean {
  const { s, text } = r;
  const path: number[] = [];
  let result = false;
  const walk = walkFrom(s, comma);
  for (let i = stepBack(s, walk); i >= 0; i = stepBack(s, walk)) {
    const code = text.charCodeAt(i);
    if (code === COMMA) {
      const known = r.commas.get(i);
      if (known !== undefined) {
        result = known;
        break;
      }
      path.push(i);
    } else if (code === OPEN_BRACE || code === OPEN_PAREN || code === OPEN_BRACKET || code === SEMICOLON) break;
    else if (isWord(code)) {
      const start = wordStart(text, i);
      const word = text.slice(start, i + 1);
      if (KEYWORDS.has(word) && text.charCodeAt(start - 1) !== DOT) {
        result = true;
        break;
      }
      if (word === 'return' || word === 'throw') break;
      walk.at = Math.min(start, i) - 1;
    }
  }
  for (const at of path) r.commas.set(at, result);
  return result;
}

/** A class expression, decorators included, begins at `start` below the top level: a class if a variable is bound to it. */
export function readClassExpression(r: Reading, start: number, word: number): void {
  const binding = bindingOf(r, start);
  if (binding === undefined || binding.name === null || r.exportedInside.has(binding.name.start)) return;
  const { end, aliasOf } = classHeader(r, classNameEnd(r.text, word + 5));
  if (!endsExpression(r, end)) return;
  const statement = { start: binding.start, end: statementEnd(r.text, end).end };
  define(r, 'class', binding.name, statement, { nested: true, exported: false, aliasOf });
}
