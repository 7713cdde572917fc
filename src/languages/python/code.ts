/**
 * Where a name stands in the code of a file, and what is done with it there: for those who change what it is bound to.
 * It is read from the same pass as facts, so both have one idea of what is code and of scopes.
 *
 * Lambdas and comprehensions are no scopes here: what they bind counts as bound around them.
 */
import type { Span } from '../../types.ts';
import { isCode, scopeAt } from './bindings.ts';
import {
  COLON,
  COMMA,
  EQUALS,
  isLineEnd,
  isWord,
  isWordAt,
  LETTERS,
  lineEnd,
  nameOf,
  SEMICOLON,
  skipBlanks,
  skipSpace,
  stringStart,
  trimBlanks,
} from './lexical.ts';
import { gather } from './scan.ts';
import { isInRanges, type Scope, type State, trimCode } from './state.ts';
import { bracketStep, isQuote } from './strings.ts';
import { chainAt, startsChain } from './uses.ts';

/** A name in code that is no attribute and no keyword of a call. Names of import statements are not among them. */
export interface NamePlace extends Span {
  /** The scope in which it is looked up or, where it is bound, in which it is. */
  readonly scope: number;
  /** `declared`: by `global` or `nonlocal`. */
  readonly kind: 'read' | 'bound' | 'declared';
  /** The attributes behind it, `b` and `c` of `a.b.c`. */
  readonly attributes: readonly Span[];
}

/** The code of one file. */
export interface PythonCode {
  readonly text: string;
  readonly scopes: readonly Scope[];
  scopeAt(at: number): number;
  /** Inside a string or a comment. */
  isText(at: number): boolean;
  places(name: string): readonly NamePlace[];
  /** End of a class's or function's header: its colon. */
  headerEnd(scope: number): number;
}

/** Reads the code of a file that scans cleanly. */
export function readCode(text: string): PythonCode {
  const state = gather(text, { stub: false, isPackage: false, closely: false });
  const { skips, scopes } = state;
  // The array itself is the next scan's.
  skips.bounds = skips.bounds.slice(0, skips.length);
  state.statements.sort((a, b) => a.start - b.start);
  let occurrences: ReturnType<typeof indexNames> | undefined;
  return {
    text,
    scopes,
    scopeAt: (at) => scopeAt(scopes, at),
    isText: (at) => isInRanges(skips, at),
    places: (name) => {
      occurrences ??= indexNames(state);
      return (occurrences.get(name) ?? []).flatMap(
        ({ start, end, depth }) => placeAt(state, { start, end }, depth) ?? [],
      );
    },
    headerEnd: (scope) => headerEnd(state, scope),
  };
}

const WORD_OR_BRACKET = new RegExp(`[()[\\]{}]|[\\w${LETTERS}]+`, 'g');

/** A name in code that is no attribute, and how many brackets are open around it. */
interface Occurrence extends Span {
  readonly depth: number;
}

/** Every name with its places, read in one pass. */
function indexNames(state: State): ReadonlyMap<string, readonly Occurrence[]> {
  const { text } = state;
  const found = new Map<string, Occurrence[]>();
  let depth = 0;
  for (const { index: start, 0: word } of text.matchAll(WORD_OR_BRACKET)) {
    if (isInRanges(state.skips, start)) continue;
    const step = bracketStep(word.charCodeAt(0));
    depth = Math.max(0, depth + step);
    if (step !== 0 || !isCode(state, start) || !startsChain(state, start)) continue;
    const end = start + word.length;
    const name = nameOf(text, start, end);
    const known = found.get(name) ?? [];
    found.set(name, known);
    known.push({ start, end, depth });
  }
  return found;
}

/** What stands before and after a name. */
interface Around extends Span {
  readonly state: State;
  readonly depth: number;
  /** The character before, and the word that ends there. */
  readonly before: string;
  readonly wordBefore: string;
  /** Where what follows begins. */
  readonly next: number;
}

function around(state: State, { start, end }: Span, depth: number): Around {
  const { text } = state;
  const stop = trimCode(state, start, depth > 0);
  let from = stop;
  while (isWord(text.charCodeAt(from - 1))) from -= 1;
  const next = (depth > 0 ? skipSpace : skipBlanks)(text, end);
  const wordBefore = stop < start ? text.slice(from, stop) : '';
  return { state, start, end, depth, before: text.charAt(stop - 1), wordBefore, next };
}

function placeAt(state: State, span: Span, depth: number): NamePlace | null {
  const { text, scopes } = state;
  const { start, end } = span;
  // `r"…"`
  if (isQuote(text.charCodeAt(end)) && stringStart(text, end) === start) return null;
  const at = around(state, span, depth);
  const inner = scopeAt(scopes, start);
  const own = scopes[inner];
  const isHeader = own !== undefined && inner > 0 && start < headerEnd(state, inner);
  if (isHeader && own.isFunction && depth === 1 && '(,*'.includes(at.before))
    return { ...span, scope: inner, kind: 'bound', attributes: [] };
  const scope = isHeader ? own.parent : inner;
  const attributes = attributesAt(text, at.next);
  if (attributes.length > 0) return { ...span, scope, kind: 'read', attributes };
  if (isKeyword(at)) return null;
  const kind = isDeclared(at) ? 'declared' : isBound(at) ? 'bound' : 'read';
  return { ...span, scope, kind, attributes };
}

function attributesAt(text: string, at: number): Span[] {
  const { bounds } = chainAt(text, at);
  return bounds.flatMap((start, index) => (index % 2 === 0 ? [{ start, end: bounds[index + 1] ?? start }] : []));
}

function isAssigned({ state: { text }, next }: Around): boolean {
  return text.charCodeAt(next) === EQUALS && text.charCodeAt(next + 1) !== EQUALS;
}

/** `f(name=1)` */
function isKeyword(at: Around): boolean {
  return at.depth > 0 && '(,'.includes(at.before) && isAssigned(at);
}

const BINDING_WORDS = new Set('as for del case lambda type def class'.split(' '));

/** Bound here for certain; what binds in a more involved way reads as a use. */
function isBound(at: Around): boolean {
  const { state, depth, next, before } = at;
  const { text } = state;
  if (BINDING_WORDS.has(at.wordBefore) || text.startsWith(':=', next)) return true;
  if (depth > 0) return false;
  if (isAssigned(at) || /^(?:\*\*|\/\/|>>|<<|[-+*/%@&|^])=/.test(text.slice(next, next + 3))) return true;
  const isFirst = startsStatement(at);
  const isFurther = before === ',' || before === '*';
  if (isFirst && text.charCodeAt(next) === COLON) return true;
  if (isFurther && isWordAt(text, next, 'in')) return true;
  return (isFirst || isFurther) && text.charCodeAt(next) === COMMA && isTarget(text, next);
}

function startsStatement({ state: { text }, start, before }: Around): boolean {
  const stop = trimBlanks(text, start);
  return stop === 0 || isLineEnd(text.charCodeAt(stop - 1)) || before === String.fromCharCode(SEMICOLON);
}

/** An assignment, or the `in` of a loop, follows on the line. */
function isTarget(text: string, at: number): boolean {
  return /^[^#]*?(?:[^=!<>]=(?!=)|\bin\b)/.test(text.slice(at, lineEnd(text, at)));
}

function isDeclared({ state: { text }, start }: Around): boolean {
  return /(?:^|[;:\r\n])[ \t\f]*(?:global|nonlocal)[ \t][^;#\r\n]*$/.test(text.slice(Math.max(0, start - 300), start));
}

const BRACKET_OR_COLON = /[()[\]{}:]/g;

function headerEnd(state: State, scope: number): number {
  const { text, scopes, skips } = state;
  const { start, end } = scopes[scope] ?? { start: 0, end: 0 };
  let depth = 0;
  for (BRACKET_OR_COLON.lastIndex = start; BRACKET_OR_COLON.test(text); ) {
    const at = BRACKET_OR_COLON.lastIndex - 1;
    if (at >= end) return end;
    if (isInRanges(skips, at)) continue;
    const code = text.charCodeAt(at);
    if (code === COLON && depth === 0) return at;
    depth += bracketStep(code);
  }
  return end;
}
