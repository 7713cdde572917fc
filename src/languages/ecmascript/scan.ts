/**
 * Reads JavaScript and TypeScript: text to facts.
 *
 * `lex.ts` finds the skeleton (opaque pieces, braces, the words that may begin a fact) in one pass; then each such word
 * is read by the reader of its kind, which looks around in the skeleton. No reader depends on another's success, so a
 * damaged statement costs no more than itself.
 */

import type { FileFacts } from '../../types.ts';
import { readImportCall, readMock, readRequire } from './calls.ts';
import { DOT, isWord, OPEN_BRACE, OPEN_PAREN, STAR } from './characters.ts';
import { type Clause, type Equation, readImportClause, salvageImport } from './clauses.ts';
import { readAllows, readCommentImports } from './comments.ts';
import { readClass, readFunction, readInterfaceOrEnum, readType } from './declarations.ts';
import { readCommonJs, readExport } from './exports.ts';
import { entityAt, headingOf } from './headings.ts';
import { lex } from './lex.ts';
import { withUses } from './namespaces.ts';
import { addImport, define, newReading, type Reading, statementEnd } from './reading.ts';
import { before, literalAt, newlineBetween, noteDamage, type Skeleton, skip, spanAt, wordAt } from './skeleton.ts';
import { readVariables } from './variables.ts';

export type EcmascriptDialect = 'js' | 'ts' | 'tsx' | 'dts';

/** What one file says. Never throws; linear in the length of `text`. */
export function scanEcmascript(text: string, dialect: EcmascriptDialect): FileFacts {
  const s = lexResolved(text, dialect === 'js' || dialect === 'tsx', dialect !== 'js');
  const r = newReading(s);
  readWords(r);
  readCommentImports(r);
  const imports = withUses(r, r.imports.sort(byStart));
  return {
    parts: [{ language: 'js', imports, definitions: r.definitions.sort(byStart), exports: [...r.exports] }],
    allows: readAllows(s),
    damage: s.damageAt < 0 ? null : { start: s.damageAt, message: s.damageMessage },
  };
}

function byStart(
  a: { readonly start: number; readonly end: number },
  b: { readonly start: number; readonly end: number },
): number {
  return a.start - b.start || a.end - b.end;
}

const MARKERS = /^(?:<{7}|={7}|>{7}|\|{7})(?:[ \t][^\n\r]*)?$/gm;

/** The skeleton; lines of merge-conflict markers in code are blanked, so that both sides are read. */
function lexResolved(text: string, jsx: boolean, types: boolean): Skeleton {
  const s = lex(text, jsx, types);
  if (!text.includes('<<<<<<<')) return s;
  let first = -1;
  const blanked = text.replace(MARKERS, (line: string, at: number) => {
    if (spanAt(s, at) >= 0) return line;
    if (first < 0) first = at;
    return ' '.repeat(line.length);
  });
  if (first < 0) return s;
  const resolved = { ...lex(blanked, jsx, types), text: blanked };
  noteDamage(resolved, first, 'merge conflict');
  return resolved;
}

function readWords(r: Reading): void {
  const { wordStart, wordEnd, wordBrace } = r.s;
  let done = 0;
  for (let i = 0; i < wordStart.length; i++) {
    const at = wordStart[i] ?? 0;
    if (at >= done) done = Math.max(done, readWord(r, at, wordEnd[i] ?? at, wordBrace[i] ?? -1));
  }
}

/** Reads at one word; gives the offset up to which other words belong to what was read. */
function readWord(r: Reading, at: number, end: number, brace: number): number {
  const { text } = r;
  switch (text.slice(at, end)) {
    case 'import':
      return readImport(r, at, end, brace);
    case 'export':
      return readExport(r, at, end, brace);
    case 'class':
      readClass(r, at, end, brace);
      return end;
    case 'function':
      readFunction(r, at, end, brace);
      return end;
    case 'interface':
    case 'enum':
      readInterfaceOrEnum(r, at, end, brace, text.charCodeAt(at) === 101 ? 'enum' : 'interface');
      return end;
    case 'type':
      readType(r, at, end, brace);
      return end;
    case 'require':
      readRequire(r, at, end, brace);
      return end;
    case 'module':
    case 'exports':
      readCommonJs(r, at, end, brace);
      return end;
    case 'jest':
    case 'vi':
    case 'vitest':
    case 'mock':
      readMock(r, at, end, brace);
      return end;
    default:
      readVariables(r, at, end, brace);
      return end;
  }
}

/** Reads at the word `import`. */
function readImport(r: Reading, at: number, end: number, brace: number): number {
  const { text } = r;
  const next = skip(text, end);
  const code = text.charCodeAt(next);
  if (code === OPEN_PAREN || code === DOT) {
    readImportCall(r, at, next, brace);
    return end;
  }
  const clause = readImportClause(text, next) ?? readDamagedImport(r, at, next);
  if (clause === undefined) return end;
  if (!('literal' in clause)) return readEquation(r, at, clause, brace);
  const { names, typeOnly, literal } = clause;
  const { end: stop, semicolon } = statementEnd(text, clause.end);
  addImport(r, 'import', literal, { start: at, end: stop }, brace, { names, typeOnly, semicolon });
  return stop;
}

/** An import that stands where a statement may, but whose clause does not read. */
function readDamagedImport(r: Reading, at: number, next: number): Clause | undefined {
  const { s, text } = r;
  const code = text.charCodeAt(next);
  if (!isWord(code) && code !== OPEN_BRACE && code !== STAR) return undefined;
  const last = before(s, at);
  if (last >= 0 && !';{}'.includes(text.charAt(last)) && !newlineBetween(text, last, at)) return undefined;
  noteDamage(s, at, 'import does not read');
  return salvageImport(text, next);
}

/** `import x = require('m')` and `import X = N.Y`, with `export` before them or not. */
function readEquation(r: Reading, at: number, equation: Equation, brace: number): number {
  const { text, s } = r;
  const { local, typeOnly } = equation;
  const heading = headingOf(s, at);
  if (heading.exported && brace < 0) r.exports.add(local.value);
  const from = skip(text, equation.end);
  const open = wordAt(text, from) === 'require' ? skip(text, from + 7) : -1;
  const literal = open >= 0 && text.charCodeAt(open) === OPEN_PAREN ? literalAt(text, skip(text, open + 1)) : undefined;
  if (literal !== undefined) {
    const close = skip(text, literal.end);
    const { end, semicolon } = statementEnd(text, text.charCodeAt(close) === 41 ? close + 1 : literal.end);
    const names = [{ name: '*', local: local.value, start: literal.start, end: literal.end, typeOnly: false }];
    addImport(r, 'require', literal, { start: heading.start, end }, brace, {
      names,
      typeOnly,
      via: 'import-equals',
      semicolon,
    });
    return end;
  }
  const entity = entityAt(text, from);
  if (entity === undefined || text.charCodeAt(skip(text, entity.end)) === OPEN_PAREN) return equation.end;
  const { end } = statementEnd(text, entity.end);
  define(
    r,
    'alias',
    { name: local.value, start: local.start, end: local.end },
    { start: heading.start, end },
    {
      nested: brace >= 0,
      exported: heading.exported,
      aliasOf: entity.name,
    },
  );
  return end;
}
