/**
 * Variables: the declarators of `const`, `let`, `var` and `using` at the top level or after `export`, and the search
 * backwards from a value to the variable that it is bound to.
 *
 * A variable is a `class` or `function` when such an expression is its value, an `alias` when its value is nothing but
 * another name, and otherwise a fact only when it is exported.
 */

import type { DefinitionKind } from '../../types.ts';
import { openBracketOf, openOf, stepBack, walkFrom } from './brackets.ts';
import {
  BANG,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  CLOSE_PAREN,
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
import { entityAt, headingOf, readClassHeader, statementPlace } from './headings.ts';
import { addDefault, addLeaving } from './leaving.ts';
import { boundNames, identifierAt } from './patterns.ts';
import { addDefinition, closeParenOf, type NamedSpan, type Reading, statementEnd } from './reading.ts';
import {
  lastBefore,
  newlineBetween,
  type Skeleton,
  skipSpace,
  wordAt,
  wordBefore,
  wordEnd,
  wordStart,
} from './skeleton.ts';
import { argumentsAt } from './wrapping.ts';

interface Declarator {
  readonly names: readonly NamedSpan[];
  readonly kind: DefinitionKind;
  readonly aliasOf?: string;
}

/** Reads at `const`, `let`, `var` or `using`; returns the offset after the statement. */
export function readVariables(reading: Reading, at: number, end: number, brace: number): void {
  const { skeleton, text } = reading;
  const heading = headingOf(skeleton, at);
  const previous = text.charCodeAt(heading.last);
  if (heading.last >= 0 && (previous === OPEN_PAREN || previous === LESS || previous === COMMA)) return;
  const place = statementPlace(skeleton, heading, at);
  if (place === 'no' && wordBefore(text, heading.last) !== 'await') return;
  const nested = brace >= 0 || place === 'inner';
  const found: Declarator[] = [];
  let i = skipSpace(text, end);
  let stop = i;
  if (text.startsWith('enum', i) && !isWord(text.charCodeAt(i + 4))) return;
  for (;;) {
    const read = readDeclarator(reading, i, heading.exported);
    if (read === undefined) break;
    if (read.declarator !== undefined) found.push(read.declarator);
    stop = read.end;
    if (text.charCodeAt(stop) !== COMMA) break;
    i = skipSpace(text, stop + 1);
  }
  if (found.length === 0) return;
  const statement = { start: heading.start, end: statementEnd(text, lastBefore(skeleton, stop) + 1).end };
  for (const { names, kind, aliasOf } of found) {
    if (!heading.exported && (kind === 'variable' || (nested && kind !== 'class'))) continue;
    for (const name of names) {
      if (heading.exported && brace < 0) reading.exports.add(name.name);
      if (brace >= 0) reading.exportedInside.add(name.start);
      addDefinition(reading, kind, name, statement, { nested, exported: heading.exported, aliasOf });
    }
  }
}

/** One declarator at `at` and the offset that ends it; undefined when none stands there. */
function readDeclarator(
  reading: Reading,
  at: number,
  exported: boolean,
): { readonly declarator?: Declarator; readonly end: number } | undefined {
  const { text } = reading;
  const code = text.charCodeAt(at);
  const pattern = code === OPEN_BRACE || code === OPEN_BRACKET;
  const name = pattern ? undefined : identifierAt(text, at);
  if (!pattern && name === undefined) return undefined;
  let i = pattern ? patternEnd(reading, at) : skipSpace(text, name?.end ?? at);
  if (text.charCodeAt(i) === BANG) i = skipSpace(text, i + 1);
  if (text.charCodeAt(i) === COLON) i = typeEnd(reading, skipSpace(text, i + 1));
  const names = name !== undefined ? [name] : exported ? boundNames(reading, at) : [];
  if (text.charCodeAt(i) !== EQUALS) {
    const word = wordAt(text, i);
    if (word !== '' && !newlineBetween(text, name?.end ?? at, i)) return undefined;
    return { declarator: { names, kind: 'variable' }, end: i };
  }
  if (text.charCodeAt(i + 1) === EQUALS || text.charCodeAt(i + 1) === GREATER) return undefined;
  // Decorators of a class expression may be on separate lines.
  const from = skipDecorators(reading, skipSpace(text, i + 1));
  const end = expressionEnd(reading, from);
  return { declarator: pattern ? { names, kind: 'variable' } : { names, ...valueKind(reading, from, end) }, end };
}

function patternEnd(reading: Reading, open: number): number {
  let i = skipSpace(reading.text, open + 1);
  for (;;) {
    const end = expressionEnd(reading, i);
    const code = reading.text.charCodeAt(end);
    if (code !== COMMA && code !== 10 && code !== 13) return skipSpace(reading.text, end + 1);
    i = skipSpace(reading.text, end + 1);
  }
}

/** What the value that begins at `at` makes of the name that it is given to, and where it ends. */
export function readValue(
  reading: Reading,
  at: number,
): { readonly kind: DefinitionKind; readonly aliasOf?: string; readonly end: number } {
  const from = skipDecorators(reading, at);
  const end = expressionEnd(reading, from);
  return { ...valueKind(reading, from, end), end };
}

/** The name that a class or function expression has itself. */
export function ownNameOf(reading: Reading, at: number): NamedSpan | undefined {
  const { text } = reading;
  let i = skipDecorators(reading, at);
  if (wordAt(text, i) === 'async') i = skipSpace(text, i + 'async'.length);
  const word = wordAt(text, i);
  if (word !== 'class' && word !== 'function') return undefined;
  i = skipSpace(text, i + word.length);
  if (text.charCodeAt(i) === 42) i = skipSpace(text, i + 1);
  const name = identifierAt(text, i);
  return name !== undefined && (word === 'function' || classNameEnd(text, i) === name.end) ? name : undefined;
}

/** The name that is all of the expression at `at`, in parentheses or before a cast; undefined where more stands there. */
export function lonelyNameAt(reading: Reading, at: number): string | undefined {
  const { text, skeleton } = reading;
  let depth = 0;
  let i = at;
  for (; text.charCodeAt(i) === OPEN_PAREN; depth++) i = skipSpace(text, i + 1);
  const name = identifierAt(text, i);
  if (name === undefined || NO_NAMES.has(name.name)) return undefined;
  let { end } = name;
  for (;;) {
    const next = skipSpace(text, end);
    const word = wordAt(text, next);
    if (word === 'as' || word === 'satisfies')
      end = lastBefore(skeleton, typeEnd(reading, skipSpace(text, next + word.length))) + 1;
    else if (depth > 0 && text.charCodeAt(next) === CLOSE_PAREN) {
      depth--;
      end = next + 1;
    } else return depth === 0 && endsExpression(reading, end) ? name.name : undefined;
  }
}

/** What the value between `start` (after its decorators) and `end` makes of its variable. */
function valueKind(
  reading: Reading,
  start: number,
  end: number,
  depth = 0,
): { readonly kind: DefinitionKind; readonly aliasOf?: string } {
  const { skeleton, text } = reading;
  const stop = wordEnd(text, start);
  const word = text.slice(start, stop);
  const last = lastBefore(skeleton, end);
  if (word === 'class') {
    const { open, end: bodyEnd, aliasOf } = readClassHeader(reading, classNameEnd(text, stop));
    if (open >= 0 && endOfCasts(reading, bodyEnd) === last + 1)
      return { kind: 'class', ...(aliasOf === undefined ? {} : { aliasOf }) };
    return { kind: 'variable' };
  }
  if (word === 'function' || (word === 'async' && wordAt(text, skipSpace(text, stop)) === 'function')) {
    return { kind: endsWithBody(reading, last) ? 'function' : 'variable' };
  }
  if (startsArrow(reading, start, stop, word)) return { kind: 'function' };
  const entity = entityAt(text, start);
  if (entity !== undefined && entity.end === last + 1 && isAlias(entity.name))
    return { kind: 'alias', aliasOf: entity.name };
  const inner = depth > DEEPEST_WRAPPER ? undefined : (wrappedAt(reading, start) ?? groupedAt(reading, start));
  if (inner === undefined || endOfCasts(reading, inner.close + 1) !== last + 1) return { kind: 'variable' };
  const { kind } = valueKind(reading, inner.start, expressionEnd(reading, inner.start), depth + 1);
  return { kind: kind === 'class' || kind === 'function' ? kind : 'variable' };
}

/** An expression in brackets of its own or of a call, and where those close. */
interface Inner {
  readonly start: number;
  readonly close: number;
}

/** What stands in the parentheses that begin at `at`. */
function groupedAt(reading: Reading, at: number): Inner | undefined {
  const close = reading.text.charCodeAt(at) === OPEN_PAREN ? closeParenOf(reading, at) : -1;
  return close < 0 ? undefined : { start: skipSpace(reading.text, at + 1), close };
}

/** Where the casts end that follow what ends at `end`. */
function endOfCasts(reading: Reading, end: number): number {
  const { text, skeleton } = reading;
  for (let at = end; ; ) {
    const next = skipSpace(text, at);
    const word = wordAt(text, next);
    if (word !== 'as' && word !== 'satisfies') return at;
    at = lastBefore(skeleton, typeEnd(reading, skipSpace(text, next + word.length))) + 1;
  }
}

/** Functions that give a function or class back as it is used: `memo(function () {})`, `React.forwardRef(() => …)`. */
const WRAPPER = /(?:^|\.)(?:memo|forwardRef|observer|cache|memoize|once|debounce|throttle|with[A-Z]\w*)$/;
/** The same where what they give is called with it: `connect(state)(function () {})`, `withStyles(styles)(() => …)`. */
const MAKES_WRAPPER = /(?:^|\.)(?:connect|inject|with[A-Z]\w*)$/;
const DEEPEST_WRAPPER = 4;

/** The first argument of the call of a wrapper that begins at `at`, and where the call closes. */
function wrappedAt(reading: Reading, at: number): Inner | undefined {
  const { text } = reading;
  const callee = entityAt(text, at);
  const call = callee === undefined ? undefined : groupedAt(reading, argumentsAt(reading, callee.end));
  if (callee === undefined || call === undefined) return undefined;
  const made = MAKES_WRAPPER.test(callee.name) ? groupedAt(reading, argumentsAt(reading, call.close + 1)) : undefined;
  return made ?? (WRAPPER.test(callee.name) ? call : undefined);
}

/** Notes the name that is the default whose value begins at `at`, in a wrapper or not; whether there is one. */
export function addDefaultAt(reading: Reading, at: number): boolean {
  const lonely = lonelyNameAt(reading, at);
  const name = lonely ?? defaultNameAt(reading, at);
  if (lonely !== undefined) addDefault(reading.leaving, lonely);
  else if (name !== undefined) addLeaving(reading.leaving, name, 'default');
  return name !== undefined;
}

/** The name that is all of a default, wrappers around it or not: `export default memo(Api)`. */
function defaultNameAt(reading: Reading, at: number): string | undefined {
  let from = at;
  for (let depth = 0; depth <= DEEPEST_WRAPPER; depth++) {
    const name = lonelyNameAt(reading, from);
    if (name !== undefined) return name;
    const inner = wrappedAt(reading, from);
    if (inner === undefined) return undefined;
    from = inner.start;
  }
  return undefined;
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

/** After the name of a class expression, if it has one. */
function classNameEnd(text: string, from: number): number {
  const name = identifierAt(text, skipSpace(text, from));
  return name === undefined || name.name === 'extends' || name.name === 'implements' ? from : name.end;
}

function skipDecorators(reading: Reading, from: number): number {
  const { text } = reading;
  let i = from;
  while (text.charCodeAt(i) === 64) {
    const entity = entityAt(text, skipSpace(text, i + 1), true);
    let next = skipSpace(text, entity?.end ?? i + 1);
    if (text.charCodeAt(next) === OPEN_PAREN) {
      const close = closeParenOf(reading, next);
      if (close < 0) return from;
      next = skipSpace(text, close + 1);
    }
    if (next === i) return from;
    i = next;
  }
  return i;
}

/** A function expression's body ends at `last`, and nothing is called on it or done with it. */
function endsWithBody(reading: Reading, last: number): boolean {
  const { skeleton, text } = reading;
  if (text.charCodeAt(last) !== CLOSE_BRACE) return false;
  const previous = lastBefore(skeleton, openOf(skeleton, last));
  const word = wordBefore(text, previous);
  return word !== 'as' && word !== 'satisfies';
}

const SIMPLE_PARAMETERS = /\([^()'"`{}/\\]*\)\s*(?:=>|:)/y;

/** An arrow function begins at `start`, whose first word (perhaps empty) ends at `stop`. */
function startsArrow(reading: Reading, start: number, stop: number, word: string): boolean {
  const { text } = reading;
  let i = start;
  if (word !== '') {
    const next = skipSpace(text, stop);
    if (isArrow(text, next)) return true;
    if (word !== 'async' || newlineBetween(text, stop, next)) return false;
    const name = identifierAt(text, next);
    if (name !== undefined) return isArrow(text, skipSpace(text, name.end));
    i = next;
  }
  if (text.charCodeAt(i) === LESS) {
    const end = typeArgumentsEnd(reading, i);
    if (end < 0) return false;
    i = skipSpace(text, end);
  }
  if (text.charCodeAt(i) !== OPEN_PAREN) return false;
  SIMPLE_PARAMETERS.lastIndex = i;
  if (SIMPLE_PARAMETERS.test(text)) return true;
  const close = closeParenOf(reading, i);
  if (close < 0) return false;
  const next = skipSpace(text, close + 1);
  return isArrow(text, next) || text.charCodeAt(next) === COLON;
}

function isArrow(text: string, at: number): boolean {
  return text.charCodeAt(at) === EQUALS && text.charCodeAt(at + 1) === GREATER;
}

/** What a value is bound to. */
export interface Binding {
  /** The variable, or null when a pattern stands there. */
  readonly name: NamedSpan | null;
  /** Where the pattern begins, or -1. */
  readonly pattern: number;
  /** Start of the `const`, `let`, `var`, `using`, or of the declarator when it is not the first. */
  readonly start: number;
}

const KEYWORDS: ReadonlySet<string> = new Set(['const', 'let', 'var', 'using']);

/** The declarator whose value begins at `value`, found backwards; undefined when the value is bound to none. */
export function bindingOf(reading: Reading, value: number): Binding | undefined {
  const { skeleton, text } = reading;
  const equals = lastBefore(skeleton, value);
  if (text.charCodeAt(equals) !== EQUALS || '=!<>+-*/%&|^?~'.includes(text.charAt(equals - 1) || 'x')) return undefined;
  const last = lastBefore(skeleton, equals);
  const code = text.charCodeAt(last);
  if (isWord(code) || code === CLOSE_BRACE || code === CLOSE_BRACKET) {
    const start = isWord(code) ? wordStart(text, last) : patternStart(skeleton, last);
    if (start >= 0 && followsKeyword(reading, start)) {
      const name = isWord(code) ? (identifierAt(text, start) ?? null) : null;
      const previous = lastBefore(skeleton, start);
      return {
        name,
        pattern: name === null ? start : -1,
        start: text.charCodeAt(previous) === COMMA ? start : wordStart(text, previous),
      };
    }
  }
  return annotatedBinding(reading, equals);
}

function patternStart(skeleton: Skeleton, last: number): number {
  return skeleton.text.charCodeAt(last) === CLOSE_BRACE ? openOf(skeleton, last) : openBracketOf(skeleton, last);
}

/** Where the object pattern begins to which the value at `value` is given, in a declaration or not; -1 for none. */
export function patternBefore(reading: Reading, value: number): number {
  const { skeleton, text } = reading;
  const equals = lastBefore(skeleton, value);
  if (text.charCodeAt(equals) !== EQUALS) return -1;
  const binding = bindingOf(reading, value);
  if (binding !== undefined) return text.charCodeAt(binding.pattern) === OPEN_BRACE ? binding.pattern : -1;
  const last = lastBefore(skeleton, equals);
  const open = text.charCodeAt(last) === CLOSE_BRACE ? openOf(skeleton, last) : -1;
  // After a colon it is the type of a parameter.
  return open >= 0 && text.charCodeAt(lastBefore(skeleton, open)) !== COLON ? open : -1;
}

const KEYWORD = /\b(?:const|let|var|using)\s/g;

/** `const x: Type =`: tries the last such word shortly before the `=`. */
function annotatedBinding(reading: Reading, equals: number): Binding | undefined {
  const { text } = reading;
  const from = Math.max(0, equals - 400);
  let word = -1;
  for (const match of text.slice(from, equals).matchAll(KEYWORD)) word = from + match.index;
  if (word < 0) return undefined;
  const start = skipSpace(text, wordEnd(text, word));
  const code = text.charCodeAt(start);
  const name = code === OPEN_BRACE || code === OPEN_BRACKET ? null : identifierAt(text, start);
  if (name === undefined) return undefined;
  let i = name === null ? patternEnd(reading, start) : skipSpace(text, name.end);
  if (text.charCodeAt(i) === BANG) i = skipSpace(text, i + 1);
  if (text.charCodeAt(i) !== COLON || typeEnd(reading, skipSpace(text, i + 1)) !== equals) return undefined;
  return { name, pattern: name === null ? start : -1, start: word };
}

/** A declarator begins at `start`: after `const`, or after the comma of a list that `const` began. */
function followsKeyword(reading: Reading, start: number): boolean {
  const { skeleton, text } = reading;
  const last = lastBefore(skeleton, start);
  if (last < 0) return false;
  const code = text.charCodeAt(last);
  if (code === COMMA) return separatesDeclarators(reading, last);
  return isWord(code) && KEYWORDS.has(wordBefore(text, last)) && text.charCodeAt(wordStart(text, last) - 1) !== 46;
}

/** The comma at `comma` separates the declarators of one statement. */
function separatesDeclarators(reading: Reading, comma: number): boolean {
  const { skeleton, text } = reading;
  const path: number[] = [];
  let result = false;
  const walk = walkFrom(skeleton, comma);
  for (let i = stepBack(skeleton, walk); i >= 0; i = stepBack(skeleton, walk)) {
    const code = text.charCodeAt(i);
    if (code === COMMA) {
      const known = reading.commas.get(i);
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
  for (const at of path) reading.commas.set(at, result);
  return result;
}

/** A class expression, decorators included, begins at `start` below the top level: a class if a variable is bound to it. */
export function readClassExpression(reading: Reading, start: number, word: number): void {
  const binding = bindingOf(reading, start);
  if (binding === undefined || binding.name === null || reading.exportedInside.has(binding.name.start)) return;
  const { end, aliasOf } = readClassHeader(reading, classNameEnd(reading.text, word + 5));
  if (!endsExpression(reading, end)) return;
  const statement = { start: binding.start, end: statementEnd(reading.text, end).end };
  addDefinition(reading, 'class', binding.name, statement, { nested: true, exported: false, aliasOf });
}
