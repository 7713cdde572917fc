/**
 * What a value is: a reference to something else by its name, or a call that makes a class.
 */

import {
  CLOSE_BRACKET,
  CLOSE_PAREN,
  COMMA,
  DOT,
  type Dotted,
  dottedAt,
  isWordAt,
  OPEN_BRACKET,
  OPEN_PAREN,
  skipBlanks,
  skipSpace,
} from './lexical.ts';
import { constantAt, literalAt } from './strings.ts';

/** Calls that make a class whatever their arguments. */
const FACTORIES = new Set(['namedtuple', 'NamedTuple', 'TypedDict', 'NewType', 'make_dataclass']);
/** Calls that make a class only when they are given its name first and something more: `Enum("X", …)`, `type("X", …)`. */
const NAMING_FACTORIES = new Set(['type', 'new_class', 'Enum', 'IntEnum', 'StrEnum', 'Flag', 'IntFlag']);
/** Names of all of them. */
export const CLASS_FACTORIES: readonly string[] = [...FACTORIES, ...NAMING_FACTORIES];
const CONSTANTS = new Set(['None', 'True', 'False']);
/** Words that begin no assignment, or that are not names that an alias could refer to. */
const OPERATORS = new Set(['lambda', 'not', 'await', 'yield']);

/** The key of `sys.modules["x"]` or `sys.modules[__name__]` at `at`: its value, its start, the end of the whole. */
export function sysModulesAt(text: string, at: number): Dotted | null {
  if (text.charCodeAt(at) !== 115 || !isWordAt(text, at, 'sys')) return null;
  const dotted = dottedAt(text, at);
  if (dotted?.text !== 'sys.modules') return null;
  const open = skipBlanks(text, dotted.end);
  if (text.charCodeAt(open) !== OPEN_BRACKET) return null;
  const key = skipSpace(text, open + 1);
  const literal = constantAt(text, key);
  const named = literal === null ? dottedAt(text, key) : null;
  const end = skipSpace(text, literal?.after ?? named?.end ?? key);
  if (text.charCodeAt(end) !== CLOSE_BRACKET) return null;
  if (literal !== null) return { text: literal.value, start: key, end: end + 1 };
  return named?.text === '__name__' ? { text: '__name__', start: key, end: end + 1 } : null;
}

/**
 * What a value that is nothing but a reference refers to, in any number of parentheses; null for anything else.
 * `modules`: `sys.modules["x"]` counts as one. `inBrackets`: its parts may stand on several lines.
 */
export function aliasedAt(
  text: string,
  at: number,
  modules: boolean,
  inBrackets = false,
): { readonly text: string; readonly end: number } | null {
  let open = 0;
  let from = at;
  while (text.charCodeAt(from) === OPEN_PAREN) {
    open += 1;
    from = skipSpace(text, from + 1);
  }
  const dotted =
    (modules ? sysModulesAt(text, from) : null) ??
    dottedAt(text, from, open > 0 || inBrackets ? skipSpace : skipBlanks);
  if (dotted === null || CONSTANTS.has(firstPart(dotted.text)) || OPERATORS.has(dotted.text)) return null;
  let { text: name, end } = dotted;
  for (; open > 0; open -= 1) {
    const close = skipSpace(text, end);
    if (text.charCodeAt(close) !== CLOSE_PAREN) return null;
    const member = memberAt(text, close + 1, open > 1 || inBrackets ? skipSpace : skipBlanks);
    if (member !== null) name += `.${member.text}`;
    end = member?.end ?? close + 1;
  }
  return { text: name, end };
}

/** `a.b` in `.a.b` behind a closing parenthesis. */
function memberAt(text: string, at: number, skip: typeof skipSpace): Dotted | null {
  const dot = skip(text, at);
  return text.charCodeAt(dot) === DOT ? dottedAt(text, skip(text, dot + 1), skip) : null;
}

function firstPart(dotted: string): string {
  const dot = dotted.indexOf('.');
  return dot < 0 ? dotted : dotted.slice(0, dot);
}

/** `import_module("x")` as a value: the module's name. */
export function importedModuleAt(text: string, at: number): { readonly text: string; readonly end: number } | null {
  const callee = dottedAt(text, at);
  if (callee === null || !/(?:^|\.)(?:import_module|__import__)$/.test(callee.text)) return null;
  const open = skipBlanks(text, callee.end);
  if (text.charCodeAt(open) !== OPEN_PAREN) return null;
  const literal = constantAt(text, skipSpace(text, open + 1));
  if (literal === null) return null;
  const close = skipSpace(text, literal.after);
  return text.charCodeAt(close) === CLOSE_PAREN ? { text: literal.value, end: close + 1 } : null;
}

/**
 * Where the call at `at` opens its first parenthesis, those around the whole value included, when it makes a class;
 * else -1.
 */
export function factoryCallAt(text: string, at: number): number {
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
  if (FACTORIES.has(name)) return true;
  if (!NAMING_FACTORIES.has(name)) return false;
  const literal = literalAt(text, skipSpace(text, open + 1));
  return literal !== null && text.charCodeAt(skipSpace(text, literal.end)) === COMMA;
}
