/**
 * Names that are used through a namespace: `ns.Name` after `import * as ns`, `import ns = require()`,
 * `const ns = require()` and `const ns = await import()`.
 *
 * Every occurrence of the local name that is not in a comment, a string or text is looked at: one that is followed by
 * `.Name` or `['Name']`, or whose names are taken out by `const { Name } = ns`, is a use; any other one lets the
 * namespace escape, so that the uses do not tell everything. Variables of the same name in inner scopes count as the
 * namespace, unless a declaration says otherwise.
 */

import type { ImportedName, ImportFact, NamespaceUse } from '../../types.ts';
import {
  BACKSLASH,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  DOT,
  EQUALS,
  isWord,
  OPEN_BRACE,
  OPEN_BRACKET,
  OPEN_PAREN,
  QUESTION,
} from './characters.ts';
import { isBlock } from './context.ts';
import { endsExpression } from './extents.ts';
import { boundAt, readPattern } from './patterns.ts';
import type { Reading } from './reading.ts';
import { before, braceAt, literalAt, skip, spanAt, wordBefore } from './skeleton.ts';
import { bindingOf } from './variables.ts';

/** The same facts, those that bind a namespace with its uses. */
export function withUses(r: Reading, facts: readonly ImportFact[]): readonly ImportFact[] {
  return facts.map((fact) => {
    if (!fact.names.some(bindsNamespace) || fact.form === 'export-from') return fact;
    return { ...fact, names: fact.names.map((name) => (bindsNamespace(name) ? readUses(r, fact, name) : name)) };
  });
}

function bindsNamespace(name: ImportedName): boolean {
  return name.name === '*' && name.local !== null;
}

interface Found {
  readonly uses: readonly NamespaceUse[];
  readonly escapes: boolean;
}
const NOTHING: Found = { uses: [], escapes: false };
const ESCAPE: Found = { uses: [], escapes: true };

function readUses(r: Reading, fact: ImportFact, name: ImportedName): ImportedName {
  const { text } = r;
  const local = name.local ?? '';
  const uses: NamespaceUse[] = [];
  let escapes = false;
  for (let at = text.indexOf(local); at >= 0; at = text.indexOf(local, at + local.length)) {
    const end = at + local.length;
    const next = text.charCodeAt(end);
    if (isWord(next) || next === BACKSLASH || isWord(text.charCodeAt(at - 1))) continue;
    if (at >= fact.statement.start && end <= fact.statement.end) continue;
    const span = spanAt(r.s, at);
    if (span >= 0) continue;
    const found = readOccurrence(r, at, end);
    uses.push(...found.uses);
    escapes ||= found.escapes;
  }
  return { ...name, ...(uses.length > 0 ? { uses } : {}), ...(escapes ? { escapes } : {}) };
}

const DECLARES: ReadonlySet<string> = new Set([
  'const',
  'let',
  'var',
  'using',
  'function',
  'class',
  'interface',
  'type',
  'enum',
  'namespace',
]);

/** What the occurrence between `at` and `end` says. */
function readOccurrence(r: Reading, at: number, end: number): Found {
  const { s, text } = r;
  const last = before(s, at);
  const code = text.charCodeAt(last);
  if (last >= 0 && code === DOT && text.charCodeAt(last - 1) !== DOT) return NOTHING;
  if (code === 35 || code === 64) return code === 64 ? afterNamespace(r, end) : NOTHING;
  if (isWord(code) && DECLARES.has(wordBefore(text, last))) return NOTHING;
  return afterNamespace(r, end) === NONE_FOLLOWS ? alone(r, at, end, last) : afterNamespace(r, end);
}

const NONE_FOLLOWS: Found = { uses: [], escapes: true };

/** `.Name`, `?.Name`, `['Name']`, `?.['Name']`, `!.Name` behind the namespace. */
function afterNamespace(r: Reading, end: number): Found {
  const { text } = r;
  let i = skip(text, end);
  if (text.charCodeAt(i) === 33 && text.charCodeAt(i + 1) === DOT) i++;
  if (text.charCodeAt(i) === QUESTION && text.charCodeAt(i + 1) === DOT)
    i += text.charCodeAt(i + 2) === OPEN_BRACKET ? 2 : 1;
  const code = text.charCodeAt(i);
  if (code === DOT) {
    const name = boundAt(text, skip(text, i + 1));
    return name === undefined
      ? NOTHING
      : { uses: [{ name: name.name, start: name.start, end: name.end }], escapes: false };
  }
  if (code !== OPEN_BRACKET) return NONE_FOLLOWS;
  const literal = literalAt(text, skip(text, i + 1));
  if (literal === undefined || text.charCodeAt(skip(text, literal.end)) !== CLOSE_BRACKET) return ESCAPE;
  return { uses: [{ name: literal.value, start: literal.start, end: literal.end }], escapes: false };
}

/** An occurrence without a member: a key, a destructuring, or the namespace itself. */
function alone(r: Reading, at: number, end: number, last: number): Found {
  const { text } = r;
  const next = skip(text, end);
  const then = text.charCodeAt(next);
  const previous = text.charCodeAt(last);
  const optional = then === QUESTION && text.charCodeAt(skip(text, next + 1)) === COLON;
  if ((then === COLON || optional) && (previous === OPEN_BRACE || previous === COMMA || previous === 59))
    return NOTHING;
  if (then === OPEN_PAREN && isMember(r, last)) return NOTHING;
  if (previous === EQUALS && text.charCodeAt(last - 1) !== EQUALS && endsExpression(r, end)) {
    const binding = bindingOf(r, at);
    if (binding !== undefined && binding.pattern >= 0 && text.charCodeAt(binding.pattern) === OPEN_BRACE) {
      return taken(r, binding.pattern);
    }
  }
  return ESCAPE;
}

/** A method of the same name: `{ ns() {} }`, `class { ns() {} }`. */
function isMember(r: Reading, last: number): boolean {
  const code = r.text.charCodeAt(last);
  if (code === COMMA) return false;
  return code === OPEN_BRACE && (!isBlock(r.s, last) || r.s.braceKind[braceAt(r.s, last)] !== 0);
}

/** `const { A, B: c } = ns`; a rest element or a computed key takes more than it says. */
function taken(r: Reading, open: number): Found {
  const elements = readPattern(r, open);
  return {
    uses: elements.flatMap(({ key }) => (key === null ? [] : [{ name: key.name, start: key.start, end: key.end }])),
    escapes: elements.some(({ key }) => key === null),
  };
}
