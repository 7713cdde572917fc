/**
 * What a module exports: `export` statements, and the assignments of CommonJS.
 */

import { closeOf } from './brackets.ts';
import { CLOSE_BRACE, COMMA, DOT, EQUALS, GREATER, OPEN_BRACE, OPEN_PAREN } from './characters.ts';
import { readExportClause } from './clauses.ts';
import { expressionEnd } from './extents.ts';
import { boundAt } from './patterns.ts';
import { addImport, define, type Reading, statementEnd } from './reading.ts';
import { before, literalAt, noteDamage, skip, wordAt, wordEnd } from './skeleton.ts';
import { readVariables } from './variables.ts';

/** Reads at the word `export`; gives the offset up to which no other word is to be read. */
export function readExport(r: Reading, at: number, end: number, brace: number): number {
  const { text } = r;
  const next = skip(text, end);
  const code = text.charCodeAt(next);
  if (code === EQUALS && text.charCodeAt(next + 1) !== GREATER) {
    if (brace < 0) r.exports.add('default');
    return end;
  }
  const clause = readExportClause(text, next);
  if (clause === undefined) {
    readExportedDeclaration(r, next, brace);
    return end;
  }
  const { end: stop, semicolon } = statementEnd(text, clause.end);
  const statement = { start: at, end: stop };
  for (const { local } of clause.names) if (brace < 0 && local !== null) r.exports.add(local);
  if (clause.literal !== undefined) {
    const { names, typeOnly, literal } = clause;
    addImport(r, 'export-from', literal, statement, brace, { names, typeOnly, semicolon });
    return stop;
  }
  if (wordAt(text, skip(text, clause.end)) === 'from') {
    // `export { a } from './m;` without its quote: whatever it says, it says nothing of own names.
    noteDamage(r.s, at, 'export does not read');
    return clause.end;
  }
  for (const { name, local, end: nameEnd } of clause.names) {
    if (local === null || local === name || local === 'default') continue;
    const as = skip(text, nameEnd);
    const start = skip(text, wordEnd(text, as));
    const bound = boundAt(text, start) ?? { name: local, start, end: literalAt(text, start)?.end ?? start };
    define(r, 'alias', { ...bound, name: local }, statement, { nested: brace >= 0, exported: true, aliasOf: name });
  }
  return stop;
}

/** `export default`, `export namespace`, and below the top level `export const`: the rest has words of its own. */
function readExportedDeclaration(r: Reading, at: number, brace: number): void {
  const { text } = r;
  let i = at;
  let word = wordAt(text, i);
  if (word === 'default' && brace < 0) r.exports.add('default');
  if (word === 'declare') {
    i = skip(text, wordEnd(text, i));
    word = wordAt(text, i);
  }
  if (brace >= 0 && (word === 'const' || word === 'let' || word === 'var')) {
    readVariables(r, i, i + word.length, brace);
  } else if (brace < 0 && (word === 'namespace' || word === 'module')) {
    const name = boundAt(text, skip(text, i + word.length));
    if (name !== undefined) r.exports.add(name.name);
  }
}

/** Reads at the word `module` or `exports`. */
export function readCommonJs(r: Reading, at: number, end: number, brace: number): void {
  const { text, s } = r;
  let i = skip(text, end);
  if (text.startsWith('module', at)) {
    if (text.charCodeAt(i) !== DOT) return;
    const property = boundAt(text, skip(text, i + 1));
    if (property?.name !== 'exports') return;
    i = skip(text, property.end);
    if (isAssignment(text, i)) {
      readModuleObject(r, skip(text, i + 1), brace);
      return;
    }
  }
  if (text.charCodeAt(i) === DOT) {
    const property = boundAt(text, skip(text, i + 1));
    if (property !== undefined && isAssignment(text, skip(text, property.end))) r.exports.add(property.name);
  } else if (text.charCodeAt(i) === COMMA && text.charCodeAt(before(s, at)) === OPEN_PAREN) {
    // Object.defineProperty(exports, 'name', …)
    const open = before(s, at);
    const name = literalAt(text, skip(text, i + 1));
    if (name !== undefined && text.endsWith('defineProperty', before(s, open) + 1) && name.value !== '__esModule') {
      r.exports.add(name.value);
    }
  }
}

function isAssignment(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1);
  return text.charCodeAt(at) === EQUALS && next !== EQUALS && next !== GREATER;
}

/** `module.exports = {…}` exports the object's keys; any other value is the default. */
function readModuleObject(r: Reading, at: number, brace: number): void {
  const { text, s } = r;
  if (text.charCodeAt(at) !== OPEN_BRACE) {
    r.exports.add('default');
    return;
  }
  if (brace >= 0 || closeOf(s, at) < 0) return;
  let i = skip(text, at + 1);
  while (i < text.length && text.charCodeAt(i) !== CLOSE_BRACE) {
    const key = keyAt(text, i);
    if (key !== undefined) r.exports.add(key);
    let end = expressionEnd(r, i);
    while (end < text.length && text.charCodeAt(end) !== COMMA && text.charCodeAt(end) !== CLOSE_BRACE) {
      end = expressionEnd(r, end + 1);
    }
    if (text.charCodeAt(end) !== COMMA) return;
    i = skip(text, end + 1);
  }
}

const ACCESSORS: ReadonlySet<string> = new Set(['get', 'set', 'async']);

function keyAt(text: string, at: number): string | undefined {
  const literal = literalAt(text, at);
  if (literal !== undefined) return literal.value;
  let i = at;
  if (text.charCodeAt(i) === 42) i = skip(text, i + 1);
  const word = boundAt(text, i);
  if (word === undefined) return undefined;
  if (!ACCESSORS.has(word.name)) return word.name;
  const next =
    text.charCodeAt(skip(text, word.end)) === 42 ? skip(text, skip(text, word.end) + 1) : skip(text, word.end);
  return boundAt(text, next)?.name ?? word.name;
}
