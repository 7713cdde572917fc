/**
 * What a module exports by `export` statements.
 */

import { EQUALS, GREATER } from './characters.ts';
import { readExportClause } from './clauses.ts';
import { readWholeValue } from './commonjs.ts';
import { addDefault, addLeaving } from './leaving.ts';
import { identifierAt } from './patterns.ts';
import { addDefinition, addImport, type Reading, statementEnd } from './reading.ts';
import { literalAt, noteDamage, skipSpace, wordAt, wordEnd } from './skeleton.ts';
import { addDefaultAt, readVariables } from './variables.ts';

/** Reads at the word `export`; returns the offset up to which no other word is read. */
export function readExport(reading: Reading, at: number, end: number, brace: number): number {
  const { text } = reading;
  const next = skipSpace(text, end);
  const code = text.charCodeAt(next);
  if (code === EQUALS && text.charCodeAt(next + 1) !== GREATER) {
    if (brace < 0) readExportEquals(reading, at, skipSpace(text, next + 1));
    return end;
  }
  if (brace < 0) reading.leaving.declared = true;
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
    if (brace < 0 && local === 'default') addDefault(reading.leaving, name);
    else if (brace < 0 && local !== null) addLeaving(reading.leaving, name, local);
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
  if (word === 'default' && brace < 0) {
    reading.exports.add('default');
    addDefaultAt(reading, skipSpace(text, i + word.length));
  }
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

/** `export = Api`: the whole module is one value. */
function readExportEquals(reading: Reading, at: number, value: number): void {
  reading.leaving.equals = true;
  readWholeValue(reading, at, value, -1);
}
