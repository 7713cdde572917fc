/**
 * What comments say: `ssot-allow`, the imports of JSDoc (`{import('m').T}` after a tag, `@import { A } from 'm'`) and
 * the `/// <reference>` lines at the top of a file.
 */

import type { AllowComment, ImportedName } from '../../types.ts';
import { isSpace } from './characters.ts';
import { readImportClause } from './clauses.ts';
import { addImport, type Reading } from './reading.ts';
import { COMMENT, type Skeleton, spanAt } from './skeleton.ts';

/** Every comment that contains `ssot-allow`. */
export function readAllows(skeleton: Skeleton): readonly AllowComment[] {
  const { text } = skeleton;
  const allows: AllowComment[] = [];
  // A dash is rarer than an `s`, which makes this search three times as fast.
  for (let at = text.indexOf('-allow'); at >= 0; at = text.indexOf('-allow', at + 1)) {
    if (!text.endsWith('ssot', at)) continue;
    const span = spanAt(skeleton, at);
    if (span < 0 || skeleton.spanKind[span] !== COMMENT) continue;
    const start = skeleton.spanStart[span] ?? 0;
    const end = skeleton.spanEnd[span] ?? 0;
    if (allows[allows.length - 1]?.start !== start)
      allows.push({ start, end, text: commentText(text.slice(start, end)) });
  }
  return allows;
}

/** A comment without its marks and the stars of its lines. */
function commentText(comment: string): string {
  if (comment.startsWith('//')) return comment.replace(/^\/\/+/, '').trim();
  if (!comment.startsWith('/*')) return comment.replace(/^(?:<!--|-->|#!)/, '').trim();
  const inside = comment.slice(2, comment.endsWith('*/') && comment.length >= 4 ? -2 : comment.length);
  return inside
    .split(/\r\n?|\n/)
    .map((line) => line.trim().replace(/^\*+/, '').trim())
    .join('\n')
    .trim();
}

/** Reads every JSDoc comment that has the word `import` in it, and the reference lines before the first statement. */
export function readCommentImports(reading: Reading): void {
  const { skeleton, text } = reading;
  readReferences(reading);
  for (const i of skeleton.docs) {
    const start = skeleton.spanStart[i] ?? 0;
    const comment = text.slice(start, skeleton.spanEnd[i]);
    if (comment.includes('import')) readDocComment(reading, comment, start);
  }
}

const REFERENCE = /^\/\/\/\s*<reference\s[^>]*?\b(path|types)\s*=\s*(?:"([^"\n]*)"|'([^'\n]*)')/;
/** A path with an explicit base: the file's folder, one above it, the root, a drive. */
const ANCHORED = /^(?:\.{0,2}[\\/]|[A-Za-z]:)/;

function readReferences(reading: Reading): void {
  const { skeleton, text } = reading;
  let at = 0;
  for (let i = 0; i < skeleton.spanStart.length && skeleton.spanKind[i] === COMMENT; i++) {
    const start = skeleton.spanStart[i] ?? 0;
    while (at < start && isSpace(text.charCodeAt(at))) at++;
    if (at < start) return;
    at = skeleton.spanEnd[i] ?? 0;
    if (!text.startsWith('///', start)) continue;
    const match = REFERENCE.exec(text.slice(start, at));
    const written = match?.[2] ?? match?.[3];
    if (match === null || written === undefined) continue;
    const end = start + match[0].length;
    // A bare `path` is relative to the file, where a bare specifier of an import names a package.
    const value = match[1] === 'path' && written !== '' && !ANCHORED.test(written) ? `./${written}` : written;
    addImport(reading, 'import-type', { start: end - written.length - 2, end, value }, { start, end: at }, -1, {
      typeOnly: true,
      via: 'reference',
    });
  }
}

const TAG = /@import\b|@(?:type|this|enum)[ \t]+(?=[^\s{])|@(\w+)[ \t]*(?=\{)/g;
/** What may stand in a type without braces before a module's name; never two words. */
const BARE_TYPE = /^(?:[ \t]*(?:[\w$.]+[ \t]*)?[<(|&[?!,])*[ \t]*$/;
const CALL = /\bimport\s*\(\s*(?:"([^"\\\n]*)"|'([^'\\\n]*)')\s*\)/g;
const QUALIFIER = /\s*\.\s*([\w$]+)/y;

/** `comment` begins at `start` of the file. */
function readDocComment(reading: Reading, comment: string, start: number): void {
  TAG.lastIndex = 0;
  for (let tag = TAG.exec(comment); tag !== null; tag = TAG.exec(comment)) {
    const from = TAG.lastIndex;
    if (tag[0] === '@import') readImportTag(reading, comment, tag.index, start);
    else if (tag[1] === undefined) readBareType(reading, comment, from, start);
    else TAG.lastIndex = readTypeExpression(reading, comment, from, start);
  }
}

/** Reads a type without braces, which ends with its line: `@type import('m').T`. */
function readBareType(reading: Reading, comment: string, from: number, start: number): void {
  const line = /^[^\n\r]*/.exec(comment.slice(from, from + LONGEST_TAG))?.[0] ?? '';
  CALL.lastIndex = 0;
  const first = CALL.exec(line);
  if (first !== null && BARE_TYPE.test(line.slice(0, first.index)))
    readTypes(reading, comment, from, from + line.length, start);
}

/** Reads `{…}` at `from` and returns its end. */
function readTypeExpression(reading: Reading, comment: string, from: number, start: number): number {
  const end = bracesEnd(comment, from);
  readTypes(reading, comment, from, end, start);
  return end;
}

/** Reads the modules that are named between two offsets. */
function readTypes(reading: Reading, comment: string, from: number, end: number, start: number): void {
  CALL.lastIndex = from;
  for (let call = CALL.exec(comment); call !== null && call.index < end; call = CALL.exec(comment)) {
    const value = call[1] ?? call[2] ?? '';
    const quote = comment.indexOf(call[1] === undefined ? "'" : '"', call.index);
    QUALIFIER.lastIndex = CALL.lastIndex;
    const qualifier = QUALIFIER.exec(comment);
    const literal = { start: start + quote, end: start + quote + value.length + 2, value };
    const nameEnd = start + QUALIFIER.lastIndex;
    const name: ImportedName =
      qualifier?.[1] === undefined
        ? { name: '*', local: null, start: literal.start, end: literal.end, typeOnly: true }
        : { name: qualifier[1], local: null, start: nameEnd - qualifier[1].length, end: nameEnd, typeOnly: true };
    const statement = { start: start + call.index, end: start + CALL.lastIndex };
    addImport(reading, 'import-type', literal, statement, -1, { names: [name], typeOnly: true, via: 'jsdoc' });
  }
}

/** End of the braces that begin at `open`; the text's length when they never close. */
function bracesEnd(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 123) depth++;
    else if (code === 125 && --depth === 0) return i + 1;
  }
  return text.length;
}

/** Bounds the work where many tags never end. */
const LONGEST_TAG = 2000;

/** Reads `@import { A as B } from 'm'`, which may run over several lines that each begin with a star. */
function readImportTag(reading: Reading, comment: string, at: number, start: number): void {
  const from = at + '@import'.length;
  const blank = comment
    .slice(from, Math.min(comment.length - 2, from + LONGEST_TAG))
    .replace(/(\r\n?|\n)([ \t]*)\*/g, '$1$2 ');
  const offset = start + from;
  const first = blank.search(/\S/);
  const clause = first < 0 ? undefined : readImportClause(blank, first);
  if (clause === undefined || !('literal' in clause) || clause.names.length === 0) return;
  const names = clause.names.map((name) => ({
    ...name,
    start: name.start + offset,
    end: name.end + offset,
    typeOnly: true,
  }));
  const literal = { ...clause.literal, start: clause.literal.start + offset, end: clause.literal.end + offset };
  const statement = { start: start + at, end: clause.end + offset };
  addImport(reading, 'import-type', literal, statement, -1, { names, typeOnly: true, via: 'jsdoc' });
}
