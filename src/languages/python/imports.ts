/**
 * Import statements, in every form that Python has: `import a.b as c, d`, `from ..a.b import (x as y, z,)`, star,
 * backslashes, comments and line breaks between parentheses, `lazy` in front (3.15).
 *
 * A statement is accepted only when it ends as a statement does, because prose that lost its comment marks or quotes
 * ("from the manager import it lazily") must not become a fact; what is merely cut short (an unclosed list, a
 * trailing comma) is read as far as it goes.
 */

import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  CLOSE_PAREN,
  COMMA,
  DOT,
  HASH,
  isLineEnd,
  isWord,
  nameEnd,
  nameOf,
  OPEN_PAREN,
  SEMICOLON,
  STAR,
  skipBlanks,
  skipSpace,
  wordAt,
} from './lexical.ts';
import { addImport, isTypeOnly, type NameDraft, noteDamage, type State, scopeNow } from './state.ts';

/** Words that can never be bound, so that a list which runs into the next statement ends there. */
const keywords = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from ' +
    'global if import in is lambda nonlocal not or pass raise return try while with yield'
  ).split(' '),
);

/** A name at `at` that is no keyword: its end, or `at`. */
function bindableEnd(text: string, at: number): number {
  const end = nameEnd(text, at);
  return end - at <= 8 && keywords.has(text.slice(at, end)) ? at : end;
}

/** A statement may end here: line end, `;`, comment. */
function endsStatement(code: number): boolean {
  return isLineEnd(code) || code === SEMICOLON || code === HASH;
}

/** Left over from a bracket that was opened elsewhere or deleted: damage, but no sign of prose. */
function isStrayCloser(code: number): boolean {
  return code === CLOSE_PAREN || code === CLOSE_BRACKET || code === CLOSE_BRACE;
}

interface Dotted {
  readonly parts: readonly string[];
  readonly end: number;
}

/** `a . b.c` from `at`, or null when no name stands there. Stops before a dot that no name follows. */
function dottedName(text: string, at: number): Dotted | null {
  let end = bindableEnd(text, at);
  if (end === at) return null;
  const parts = [nameOf(text, at, end)];
  for (;;) {
    let next = skipBlanks(text, end);
    if (text.charCodeAt(next) !== DOT) return { parts, end };
    next = skipBlanks(text, next + 1);
    const after = bindableEnd(text, next);
    if (after === next) return { parts, end };
    parts.push(nameOf(text, next, after));
    end = after;
  }
}

/** ` as name` after `at`: the local name and its end, or null. */
function asName(text: string, at: number, skip: (text: string, at: number) => number): Dotted | null {
  const word = skip(text, at);
  if (!wordAt(text, word, 'as')) return null;
  const start = skip(text, word + 2);
  const end = bindableEnd(text, start);
  return end === start ? null : { parts: [nameOf(text, start, end)], end };
}

/**
 * The statement whose keyword `import` ends at `at`; `start` is where the statement begins.
 * Returns the end of what was read, or -1 when it is no import statement.
 */
export function importStatement(state: State, start: number, at: number): number {
  const { text } = state;
  const modules: { start: number; dotted: Dotted; local: string | null }[] = [];
  let end = -1;
  for (let from = at; ; ) {
    const name = skipBlanks(text, from);
    if (name === at) return -1;
    const dotted = dottedName(text, name);
    if (dotted === null) break;
    const renamed = asName(text, dotted.end, skipBlanks);
    modules.push({ start: name, dotted, local: renamed?.parts[0] ?? null });
    end = renamed?.end ?? dotted.end;
    const next = skipBlanks(text, end);
    if (text.charCodeAt(next) !== COMMA) break;
    from = next + 1;
  }
  if (end < 0) return -1;
  let tail = skipBlanks(text, end);
  if (text.charCodeAt(tail) === COMMA) tail = skipBlanks(text, tail + 1);
  const code = text.charCodeAt(tail);
  if (!endsStatement(code)) {
    noteDamage(state, tail, 'unexpected text after an import');
    if (!isStrayCloser(code)) return -1;
  }
  const typeOnly = isTypeOnly(state);
  const statement = { start, end };
  for (const module of modules) {
    const [first = '', ...rest] = module.dotted.parts;
    const span = { start: module.start, end: module.dotted.end };
    const name: NameDraft = { ...span, name: '*', local: module.local ?? first, typeOnly };
    addImport(state, 'import', module.dotted.parts.join('.'), span, statement, [name]);
    state.bindings.push({
      local: module.local ?? first,
      path: module.local === null ? rest : [],
      isModule: true,
      name,
      scope: scopeNow(state),
    });
  }
  state.statements.push(statement);
  return end;
}

/**
 * The statement whose keyword `from` ends at `at`; `start` is where the statement begins.
 * Returns the end of what was read, or -1 when it is no import statement.
 */
export function fromStatement(state: State, start: number, at: number): number {
  const { text } = state;
  let dots = '';
  let end = at;
  let spanStart = -1;
  let next = skipBlanks(text, at);
  while (text.charCodeAt(next) === DOT) {
    if (spanStart < 0) spanStart = next;
    dots += '.';
    end = next + 1;
    next = skipBlanks(text, end);
  }
  if (dots === '' && next === at) return -1;
  const dotted = dottedName(text, next);
  if (dotted !== null) {
    if (spanStart < 0) spanStart = next;
    end = dotted.end;
    next = skipBlanks(text, end);
  }
  if (spanStart < 0 || !wordAt(text, next, 'import') || (next === end && isWord(text.charCodeAt(end - 1)))) return -1;
  const list = importedNames(state, next + 'import'.length);
  if (list === null) return -1;
  const span = { start: spanStart, end };
  const statement = { start, end: list.end };
  addImport(state, 'from-import', dots + (dotted?.parts.join('.') ?? ''), span, statement, list.names);
  for (const name of list.names) {
    if (name.local !== null) {
      state.bindings.push({ local: name.local, path: [], isModule: false, name, scope: scopeNow(state) });
    }
  }
  state.statements.push(statement);
  return list.end;
}

interface NameList {
  readonly names: NameDraft[];
  readonly end: number;
}

/** What stands after the keyword `import` of a from-import, which ends at `at`; null when it is no list of names. */
function importedNames(state: State, at: number): NameList | null {
  const { text } = state;
  const first = skipBlanks(text, at);
  const code = text.charCodeAt(first);
  if (code === STAR) {
    const star: NameDraft = { start: first, end: first + 1, name: '*', local: null, typeOnly: isTypeOnly(state) };
    return endedList(state, [star], first + 1);
  }
  if (code === OPEN_PAREN) return parenthesised(state, first);
  const names: NameDraft[] = [];
  let end = at;
  for (let from = first; ; ) {
    const name = importedName(state, from, skipBlanks);
    if (name === null) break;
    names.push(name.draft);
    end = name.end;
    const comma = skipBlanks(text, end);
    if (text.charCodeAt(comma) !== COMMA) break;
    from = skipBlanks(text, comma + 1);
  }
  return names.length === 0 ? null : endedList(state, names, end);
}

/** The list if a statement may end at `end`, with some tolerance for what cannot be prose. */
function endedList(state: State, names: NameDraft[], end: number): NameList | null {
  let tail = skipBlanks(state.text, end);
  if (state.text.charCodeAt(tail) === COMMA) tail = skipBlanks(state.text, tail + 1);
  const code = state.text.charCodeAt(tail);
  if (endsStatement(code)) return { names, end };
  noteDamage(state, tail, 'unexpected text after an import');
  return isStrayCloser(code) ? { names, end } : null;
}

/** `(a, b as c,)` from its opening bracket. An unclosed list ends before the first thing that is no name of it. */
function parenthesised(state: State, open: number): NameList {
  const { text } = state;
  const names: NameDraft[] = [];
  let end = open + 1;
  for (;;) {
    const next = skipSpace(text, end);
    const code = text.charCodeAt(next);
    if (code === CLOSE_PAREN) return { names, end: next + 1 };
    if (code === COMMA) {
      end = next + 1;
      continue;
    }
    const name = importedName(state, next, skipSpace);
    if (name === null) {
      noteDamage(state, open, "'(' was never closed");
      return { names, end: names.length === 0 ? open + 1 : end };
    }
    names.push(name.draft);
    end = name.end;
  }
}

function importedName(
  state: State,
  at: number,
  skip: (text: string, at: number) => number,
): { draft: NameDraft; end: number } | null {
  const { text } = state;
  const end = bindableEnd(text, at);
  if (end === at) return null;
  const name = nameOf(text, at, end);
  const renamed = asName(text, end, skip);
  const local = renamed?.parts[0] ?? name;
  return { draft: { start: at, end, name, local, typeOnly: isTypeOnly(state) }, end: renamed?.end ?? end };
}
