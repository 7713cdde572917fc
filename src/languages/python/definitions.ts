/**
 * Definitions and aliases: what `class`, `def`, `type` and assignments give a name to.
 *
 * Assignments count at module scope only, but for classes made by a call (`X = namedtuple(…)`), which count
 * anywhere. An assignment whose value is nothing but a name (`Old = New`, `Old = pkg.New`) is an alias, and so is a
 * class that adds nothing to its one base (`class Old(New): pass`).
 */

import {
  BACKSLASH,
  CLOSE_BRACKET,
  CLOSE_PAREN,
  COLON,
  COMMA,
  columnOf,
  DOT,
  EQUALS,
  HASH,
  isLineEnd,
  isTriple,
  isWord,
  LAMBDA,
  lineEnd,
  nameEnd,
  nameOf,
  OPEN_BRACKET,
  OPEN_PAREN,
  pastLineBreak,
  plainStringEnd,
  SEMICOLON,
  STAR,
  skipBlanks,
  skipSpace,
  trimSpace,
  tripleStringEnd,
  wordAt,
} from './lexical.ts';
import { addDefinition, type DefinitionDraft, isNested, type State, spend } from './state.ts';
import { bracketStep, isQuote, openingQuote, stringLiteral } from './strings.ts';

/** Calls that make a class whatever their arguments. */
const factories = new Set(['namedtuple', 'NamedTuple', 'TypedDict', 'NewType', 'make_dataclass']);
/** Calls that make a class only when they are given its name first and something more: `Enum("X", …)`, `type("X", …)`. */
const namingFactories = new Set(['type', 'new_class', 'Enum', 'IntEnum', 'StrEnum', 'Flag', 'IntFlag']);
/** Names of all of them. */
export const classFactories: readonly string[] = [...factories, ...namingFactories];
const constants = new Set(['None', 'True', 'False']);
/** Words with which no assignment begins or which are no name to give another name to. */
const operators = new Set(['lambda', 'not', 'await', 'yield']);

interface Dotted {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** `a.b.c` at `at`, blanks around the dots dropped (line breaks too, with `skipSpace`); null when no name stands there. */
export function dottedAt(text: string, at: number, skip = skipBlanks): Dotted | null {
  let end = nameEnd(text, at);
  if (end === at) return null;
  let name = nameOf(text, at, end);
  for (;;) {
    const dot = skip(text, end);
    if (text.charCodeAt(dot) !== DOT) return { start: at, end, text: name };
    const next = skip(text, dot + 1);
    const nextEnd = nameEnd(text, next);
    if (nextEnd === next) return { start: at, end, text: name };
    name += `.${nameOf(text, next, nextEnd)}`;
    end = nextEnd;
  }
}

/** Whether the simple statement is over at `at`. */
function statementEnds(text: string, at: number): boolean {
  const code = text.charCodeAt(skipBlanks(text, at));
  return isLineEnd(code) || code === SEMICOLON || code === HASH;
}

const stops = /["'#()[\]{}\\\r\n:;=]|\blambda\b/g;

/**
 * The first `wanted` character (colon or equals sign) outside brackets, strings and lambdas from `at`, within the
 * logical line; -1 when there is none. `==`, `:=`, `!=`, `<=` and `>=` do not count.
 */
export function findInStatement(state: State, at: number, wanted: typeof COLON | typeof EQUALS): number {
  const { text } = state;
  let depth = 0;
  let lambdas = 0;
  for (let from = at; ; ) {
    stops.lastIndex = from;
    const stop = stops.exec(text)?.index ?? text.length;
    const code = text.charCodeAt(stop);
    if (!spend(state, stop + 1 - from)) return -1;
    if (depth === 0 && (isLineEnd(code) || code === HASH || code === SEMICOLON)) return -1;
    from = stop + 1;
    if (isQuote(code)) {
      const end = isTriple(text, stop) ? tripleStringEnd(text, stop) : plainStringEnd(text, stop);
      if (end < 0 || !spend(state, end - stop)) return -1;
      from = end;
    } else if (code === HASH) from = lineEnd(text, stop);
    else if (code === BACKSLASH) from = pastLineBreak(text, from);
    else if (code === COLON && text.charCodeAt(from) === EQUALS) from += 1;
    else if (code === COLON && depth === 0 && lambdas > 0) lambdas -= 1;
    else if (code === EQUALS && text.charCodeAt(from) === EQUALS) from += 1;
    else if (code === wanted && depth === 0 && !(code === EQUALS && '!<>'.includes(text.charAt(stop - 1)))) return stop;
    else if (code === LAMBDA) lambdas += depth === 0 ? 1 : 0;
    else depth += bracketStep(code);
    if (depth < 0 || stop >= text.length) return -1;
  }
}

/** A target of an assignment: a plain name, `sys.modules["x"]`, or something that defines nothing here. */
interface Target extends Dotted {
  readonly kind: 'name' | 'sys.modules' | 'other';
}

function targetOf({ start, end, text }: Dotted): Target {
  return { start, end, text, kind: text.includes('.') ? 'other' : 'name' };
}

/** `sys.modules["x"]` or `sys.modules[__name__]` at `at`: what stands between the brackets, and the end. */
function sysModules(text: string, at: number): Target | null {
  if (text.charCodeAt(at) !== 115 || !wordAt(text, at, 'sys')) return null;
  const dotted = dottedAt(text, at);
  if (dotted?.text !== 'sys.modules') return null;
  const open = skipBlanks(text, dotted.end);
  if (text.charCodeAt(open) !== OPEN_BRACKET) return null;
  const key = skipSpace(text, open + 1);
  const literal = stringLiteral(text, key);
  const named = literal === null ? dottedAt(text, key) : null;
  const end = skipSpace(text, literal?.end ?? named?.end ?? key);
  if (text.charCodeAt(end) !== CLOSE_BRACKET) return null;
  if (literal !== null) return { kind: 'sys.modules', text: literal.value, start: key, end: end + 1 };
  return named?.text === '__name__' ? { kind: 'sys.modules', text: '__name__', start: key, end: end + 1 } : null;
}

/**
 * What a value that is nothing but a reference refers to, in any number of parentheses; null for anything else.
 * `modules`: `sys.modules["x"]` counts as one.
 */
function referenceAt(
  text: string,
  at: number,
  modules: boolean,
): { readonly text: string; readonly end: number } | null {
  let open = 0;
  let from = at;
  while (text.charCodeAt(from) === OPEN_PAREN) {
    open += 1;
    from = skipSpace(text, from + 1);
  }
  const dotted = (modules ? sysModules(text, from) : null) ?? dottedAt(text, from, open > 0 ? skipSpace : skipBlanks);
  if (dotted === null || constants.has(headOf(dotted.text)) || operators.has(dotted.text)) return null;
  let { end } = dotted;
  for (; open > 0; open -= 1) {
    const close = skipSpace(text, end);
    if (text.charCodeAt(close) !== CLOSE_PAREN) return null;
    end = close + 1;
  }
  return { text: dotted.text, end };
}

function headOf(dotted: string): string {
  const dot = dotted.indexOf('.');
  return dot < 0 ? dotted : dotted.slice(0, dot);
}

/** `import_module("x")` as a value: the module's name. */
function importedModuleAt(text: string, at: number): { readonly text: string; readonly end: number } | null {
  const callee = dottedAt(text, at);
  if (callee === null || !/(?:^|\.)(?:import_module|__import__)$/.test(callee.text)) return null;
  const open = skipBlanks(text, callee.end);
  if (text.charCodeAt(open) !== OPEN_PAREN) return null;
  const literal = stringLiteral(text, skipSpace(text, open + 1));
  if (literal === null) return null;
  const close = skipSpace(text, literal.end);
  return text.charCodeAt(close) === CLOSE_PAREN ? { text: literal.value, end: close + 1 } : null;
}

/**
 * Where the call at `at` opens its first parenthesis, those around the whole value included, when it makes a class;
 * else -1.
 */
function factoryCall(text: string, at: number): number {
  let from = at;
  while (text.charCodeAt(from) === OPEN_PAREN) from = skipSpace(text, from + 1);
  const callee = dottedAt(text, from);
  if (callee === null) return -1;
  const open = skipBlanks(text, callee.end);
  if (text.charCodeAt(open) !== OPEN_PAREN || !isFactory(text, callee.text, open)) return -1;
  return from === at ? open : at;
}

/** Whether `callee`, called at the parenthesis `open`, makes a class. */
export function isFactory(text: string, callee: string, open: number): boolean {
  const name = callee.slice(callee.lastIndexOf('.') + 1);
  if (factories.has(name)) return true;
  if (!namingFactories.has(name)) return false;
  const literal = stringLiteral(text, skipSpace(text, open + 1));
  return literal !== null && text.charCodeAt(skipSpace(text, literal.end)) === COMMA;
}

/** Whether the bracket at `open`, behind an equals sign, holds targets (`A = (B, C) = …`) and is not the value. */
function isTargetList(state: State, open: number): boolean {
  const { text } = state;
  const first = skipSpace(text, open + 1);
  if (nameEnd(text, first) === first) return false;
  const end = pastBrackets(state, open);
  return end > open && isAssignment(text, skipBlanks(text, end));
}

/**
 * The names that the target list in [from, end) binds: `a, *b, (c, d)`. Attributes and subscripts (`e.f`, `g[0]`) bind none.
 */
function targetNames(state: State, from: number, end: number): Dotted[] {
  const { text } = state;
  const names: Dotted[] = [];
  let isFirst = true;
  for (let at = skipSpace(text, from); at < end; at = skipSpace(text, at)) {
    const code = text.charCodeAt(at);
    const step = bracketStep(code);
    const stop = nameEnd(text, at);
    if (stop > at) {
      if (isFirst) names.push({ start: at, end: stop, text: nameOf(text, at, stop) });
      isFirst = false;
      at = stop;
    } else if (code === DOT || (step > 0 && !isFirst)) {
      // What looked like a name was the owner of an attribute or an element.
      if (names.at(-1)?.end === trimSpace(text, at)) names.pop();
      isFirst = false;
      at = step > 0 ? Math.max(pastBrackets(state, at), at + 1) : at + 1;
    } else {
      if (code === COMMA) isFirst = true;
      at += 1;
    }
  }
  return names;
}

/** `=` stands at `at`, and no `==`. */
function isAssignment(text: string, at: number): boolean {
  return text.charCodeAt(at) === EQUALS && text.charCodeAt(at + 1) !== EQUALS;
}

const mayAssign = /[([*]|[^\W\d][\w.]*[ \t]*(?:=(?!=)|[:,.[\\])/y;

/** The quick test of a statement at module level: what fails it assigns nothing (names beyond ASCII pass). */
export function mayBeAssignment(text: string, at: number): boolean {
  mayAssign.lastIndex = at;
  if (mayAssign.test(text)) return true;
  const end = nameEnd(text, at);
  for (let index = at; index < end; index += 1) if (text.charCodeAt(index) > 127) return true;
  return false;
}

/**
 * The simple statement at `at`, read as an assignment. Adds what it defines and returns the new facts, whose
 * statements the caller ends; `statementStart` is where they start. Nested scopes give only classes made by a call.
 */
export function assignment(state: State, at: number): DefinitionDraft[] {
  const { text } = state;
  const nested = isNested(state);
  const targets: Target[] = [];
  const variables: Dotted[] = [];
  let hasOther = false;
  let annotation = '';
  let from = at;
  for (;;) {
    const module = sysModules(text, from);
    const dotted = module === null ? dottedAt(text, from) : null;
    const first = text.charCodeAt(from);
    if (module === null && dotted === null && first !== OPEN_PAREN && first !== OPEN_BRACKET && first !== STAR) break;
    const end = skipBlanks(text, module?.end ?? dotted?.end ?? from);
    const code = text.charCodeAt(end);
    if ((module !== null || dotted !== null) && isAssignment(text, end)) {
      if (module !== null) targets.push(module);
      else if (dotted !== null) targets.push(targetOf(dotted));
      from = skipBlanks(text, end + 1);
    } else if (dotted !== null && code === COLON && targets.length === 0 && text.charCodeAt(end + 1) !== EQUALS) {
      const equals = findInStatement(state, end + 1, EQUALS);
      if (dotted.text.includes('.') || (equals < 0 && !state.stub)) return [];
      annotation = text.slice(end + 1, equals < 0 ? end + 1 : equals).trim();
      targets.push(targetOf(dotted));
      if (equals < 0) return nested ? [] : define(state, targets, [], at, null, 'variable');
      from = skipBlanks(text, equals + 1);
      break;
    } else {
      // Several targets, or one that is more than a name.
      const isBracket = dotted === null && first !== STAR;
      const isFirst = targets.length === 0 && !hasOther;
      const isList =
        code === COMMA ||
        (isFirst && code === OPEN_BRACKET) ||
        (dotted === null && (isFirst || !isBracket || isTargetList(state, from)));
      const equals = isList ? findInStatement(state, from, EQUALS) : -1;
      if (equals < 0 || '+-*/%&|^@'.includes(text.charAt(equals - 1))) break;
      const names = targetNames(state, from, equals);
      const [only] = names;
      const isOne = isBracket && first === OPEN_PAREN && only !== undefined && !text.slice(from, equals).includes(',');
      if (isOne) targets.push(targetOf(only));
      else for (const name of names) variables.push(name);
      hasOther = true;
      from = skipBlanks(text, equals + 1);
    }
  }
  if (targets.length === 0 && !hasOther) return [];
  state.factoryCall = factoryCall(text, from);
  if (state.factoryCall >= 0) return define(state, targets, nested ? [] : variables, at, null, 'class');
  const hasModule = targets.some((target) => target.kind === 'sys.modules');
  if (nested && !hasModule) return [];
  const reference = referenceAt(text, from, hasModule) ?? (hasModule ? importedModuleAt(text, from) : null);
  const aliasOf = reference !== null && statementEnds(text, reference.end) ? reference.text : null;
  const isType = aliasOf === null && /^["']?(?:\w+\.)?TypeAlias["']?$/.test(annotation);
  return define(state, targets, variables, at, aliasOf, isType ? 'type' : 'variable');
}

function define(
  state: State,
  targets: readonly Target[],
  variables: readonly Dotted[],
  start: number,
  aliasOf: string | null,
  kind: 'variable' | 'type' | 'class',
): DefinitionDraft[] {
  const nested = isNested(state);
  const facts: DefinitionDraft[] = [];
  for (const target of targets) {
    const statement = { start, end: target.end };
    if (target.kind === 'sys.modules' && aliasOf !== null) {
      const span = innerSpan(state.text, target);
      facts.push(addDefinition(state, 'alias', target.text, span, statement, aliasOf, 'sys.modules'));
    } else if (target.kind === 'name' && (kind === 'class' || !nested)) {
      const own = aliasOf === null ? kind : 'alias';
      facts.push(addDefinition(state, own, target.text, target, statement, aliasOf ?? undefined));
    }
  }
  for (const name of variables) {
    facts.push(addDefinition(state, 'variable', name.text, name, { start, end: name.end }));
  }
  return facts;
}

/** The name inside `["x"]`, without quotes and bracket; the target's own start is the key's. */
function innerSpan(text: string, target: Target): { start: number; end: number } {
  const quote = openingQuote(text, target.start);
  if (quote < 0) return { start: target.start, end: nameEnd(text, target.start) };
  const start = quote + 1;
  const end = text.startsWith(target.text, start) ? start + target.text.length : start;
  return { start, end };
}

/**
 * `class Old(New): pass` (or `...`, or a docstring, or several of these): the base that it is another name for.
 * `at` is the end of the class's name, `indent` the column of the keyword `class`.
 */
export function emptyClassBase(state: State, at: number, indent: number): string | undefined {
  const { text } = state;
  let next = skipBlanks(text, at);
  if (text.charCodeAt(next) === OPEN_BRACKET) next = skipBlanks(text, pastBrackets(state, next));
  if (text.charCodeAt(next) !== OPEN_PAREN) return undefined;
  const base = dottedAt(text, skipSpace(text, next + 1));
  if (base === null) return undefined;
  next = skipSpace(text, base.end);
  if (text.charCodeAt(next) === COMMA) next = skipSpace(text, next + 1);
  if (text.charCodeAt(next) !== CLOSE_PAREN) return undefined;
  next = skipBlanks(text, next + 1);
  if (text.charCodeAt(next) !== COLON) return undefined;
  return isEmptyBody(state, next + 1, indent) ? base.text : undefined;
}

const inBrackets = /["'#()[\]{}\r\n]/g;

/** Past the bracket that closes the one at `open`, on the same logical line; `open` when it is not found. */
function pastBrackets(state: State, open: number): number {
  const { text } = state;
  let depth = 0;
  for (let from = open; ; ) {
    inBrackets.lastIndex = from;
    if (!inBrackets.test(text)) return open;
    const at = inBrackets.lastIndex - 1;
    if (!spend(state, at + 1 - from)) return open;
    const code = text.charCodeAt(at);
    from = at + 1;
    if (isQuote(code)) {
      from = isTriple(text, at) ? tripleStringEnd(text, at) : plainStringEnd(text, at);
      if (from < 0 || !spend(state, from - at)) return open;
    } else if (code === HASH) from = lineEnd(text, at);
    else {
      depth += bracketStep(code);
      if (depth === 0) return from;
    }
  }
}

/** Whether the suite behind the colon before `at` says nothing. */
function isEmptyBody(state: State, at: number, indent: number): boolean {
  const { text } = state;
  let from = skipBlanks(text, at);
  let statements = 0;
  let line = isLineEnd(text.charCodeAt(from)) || text.charCodeAt(from) === HASH ? -1 : 0;
  for (;;) {
    if (line < 0) {
      // Blank and comment lines say nothing; the first other line belongs to the body if it is indented more.
      from = skipSpace(text, from);
      if (from >= text.length || columnOf(text, from) <= indent) return statements > 0;
    }
    const quote = openingQuote(text, from);
    if (quote >= 0) {
      const end = isTriple(text, quote) ? tripleStringEnd(text, quote) : plainStringEnd(text, quote);
      if (end < 0 || !spend(state, end - from)) return false;
      from = end;
    } else if (text.startsWith('...', from)) from += 3;
    else if (text.startsWith('pass', from) && !isWord(text.charCodeAt(from + 4))) from += 4;
    else return false;
    statements += 1;
    from = skipBlanks(text, from);
    const code = text.charCodeAt(from);
    if (code === SEMICOLON) {
      from = skipBlanks(text, from + 1);
      line = isLineEnd(text.charCodeAt(from)) || text.charCodeAt(from) === HASH ? -1 : 0;
    } else if (isLineEnd(code) || code === HASH) line = -1;
    else return false;
  }
}
