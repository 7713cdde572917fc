/**
 * What a module exports: `export` statements, and the assignments of CommonJS.
 */

import { closeOf } from './brackets.ts';
import { CLOSE_BRACE, COMMA, DOT, EQUALS, GREATER, OPEN_BRACE, OPEN_PAREN } from './characters.ts';
import { readExportClause } from './clauses.ts';
import { expressionEnd } from './extents.ts';
import { identifierAt } from './patterns.ts';
import { addDefinition, addImport, type Reading, statementEnd } from './reading.ts';
import { lastBefore, literalAt, noteDamage, skipSpace, wordAt, wordEnd } from './skeleton.ts';
import { readVariables } from './variables.ts';

/** Reads at the word `export`; returns the offset up to which no other word is read. */
export function readExport(reading: Reading, at: number, end: number, brace: number): number {
  const { text } = reading;
  const next = skipSpace(text, end);
  const code = text.charCodeAt(next);
  if (code === EQUALS && text.charCodeAt(next + 1) !== GREATER) {
    if (brace < 0) reading.exports.add('default');
    return end;
  }
  const clause = readExportClause(text, next);
  if (clause === undefined) {
    readExportedDeclaration(reading, next, brace);
    return end;
  }
  const { end: stop, semicolon } = statementEnd(text, clause.end);
  const statement = { start: at, end: stop };
  for (const { local } of clause.names) if (brace < 0 && local !== null) reading.exports.add(local);
  if (clause.literal !== undefined) {
    const { names, typeOnly, literal } = clause;
    addImport(reading, 'export-from', literal, statement, brace, { names, typeOnly, semicolon });
    return stop;
  }
  if (wordAt(text, skipSpace(text, clause.end)) === 'from') {
    // `export { a } from './m;` without its quote: it does not export names of this module.
    noteDamage(reading.skeleton, at, 'malformed export');
    return clause.end;
  }
  for (const { name, local, end: nameEnd } of clause.names) {
    if (local === null || local === name || local === 'default') continue;
    const as = skipSpace(text, nameEnd);
    const start = skipSpace(text, wordEnd(text, as));
    const bound = identifierAt(text, start) ?? { name: local, start, end: literalAt(text, start)?.end ?? start };
    addDefinition(reading, 'alias', { ...bound, name: local }, statement, {
      nested: brace >= 0,
      exported: true,
      aliasOf: name,
    });
  }
  return stop;
}

/** `export default`, `export namespace`, and below the top level `export const`: the rest begins with other words. */
function readExportedDeclaration(reading: Reading, at: number, brace: number): void {
  const { text } = reading;
  let i = at;
  let word = wordAt(text, i);
  if (word === 'default' && brace < 0) reading.exports.add('default');
  if (word === 'declare') {
    i = skipSpace(text, wordEnd(text, i));
    word = wordAt(text, i);
  }
  if (brace >= 0 && (word === 'const' || word === 'let' || word === 'var')) {
    readVariables(reading, i, i + word.length, brace);
  } else if (brace < 0 && (word === 'namespace' || word === 'module')) {
    const name = identifierAt(text, skipSpace(text, i + word.length));
    if (name !== undefined) reading.exports.add(name.name);
  }
}

/** Reads at the word `module` or `exports`. */
export function readCommonJs(reading: Reading, at: number, end: number, brace: number): void {
  const { text, skeleton } = reading;
  let i = skipSpace(text, end);
  if (text.startsWith('module', at)) {
    if (text.charCodeAt(i) !== DOT) return;
    const property = identifierAt(text, skipSpace(text, i + 1));
    if (property?.name !== 'exports') return;
    i = skipSpace(text, property.end);
    if (isAssignment(text, i)) {
      readModuleObject(reading, skipSpace(text, i + 1), brace);
      return;
    }
  }
  if (text.charCodeAt(i) === DOT) {
    const property = identifierAt(text, skipSpace(text, i + 1));
    if (property !== undefined && isAssignment(text, skipSpace(text, property.end))) reading.exports.add(property.name);
  } else if (text.charCodeAt(i) === COMMA && text.charCodeAt(lastBefore(skeleton, at)) === OPEN_PAREN) {
    // Object.defineProperty(exports, 'name', …)
    const open = lastBefore(skeleton, at);
    const name = literalAt(text, skipSpace(text, i + 1));
    if (
      name !== undefined &&
      text.endsWith('defineProperty', lastBefore(skeleton, open) + 1) &&
      name.value !== '__esModule'
    ) {
      reading.exports.add(name.value);
    }
  }
}

function isAssignment(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1);
  return text.charCodeAt(at) === EQUALS && next !== EQUALS && next !== GREATER;
}

/** `module.exports = {…}` exports the object's keys; any other value is the default. */
function readModuleObject(reading: Reading, at: number, brace: number): void {
  const { text, skeleton } = reading;
  if (text.charCodeAt(at) !== OPEN_BRACE) {
    reading.exports.add('default');
    return;
  }
  if (brace >= 0 || closeOf(skeleton, at) < 0) return;
  let i = skipSpace(text, at + 1);
  while (i < text.length && text.charCodeAt(i) !== CLOSE_BRACE) {
    const key = keyAt(text, i);
    if (key !== undefined) reading.exports.add(key);
    let end = expressionEnd(reading, i);
    while (end < text.length && text.charCodeAt(end) !== COMMA && text.charCodeAt(end) !== CLOSE_BRACE) {
      end = expressionEnd(reading, end + 1);
    }
    if (text.charCodeAt(end) !== COMMA) return;
    i = skipSpace(text, end + 1);
  }
}

const ACCESSORS: ReadonlySet<string> = new Set(['get', 'set', 'async']);

function keyAt(text: string, at: number): string | undefined {
  const literal = literalAt(text, at);
  if (literal !== undefined) return literal.value;
  let i = at;
  if (text.charCodeAt(i) === 42) i = skipSpace(text, i + 1);
  const word = identifierAt(text, i);
  if (word === undefined) return undefined;
  if (!ACCESSORS.has(word.name)) return word.name;
  const next =
    text.charCodeAt(skipSpace(text, word.end)) === 42
      ? skipSpace(text, skipSpace(text, word.end) + 1)
      : skipSpace(text, word.end);
  return identifierAt(text, next)?.name ?? word.name;
}
