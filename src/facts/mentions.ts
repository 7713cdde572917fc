/**
 * What a text file names, and what code it tells others to write. No lexer: names and paths are runs of the characters
 * that those are made of, and what they mean is the rule's to ask.
 *
 * Code is read by the scanners: what stands in the fences of a document and, in files that instruct people and agents,
 * between back ticks. What is shown as the wrong way is no advice.
 */

import { fenceSpans, scanInline } from '../languages/embedded/markdown.ts';
import { dialectOf, scan } from '../languages/index.ts';
import { isInstruction } from '../text/text-files.ts';
import type { AllowComment, Dialect, FileFacts, MentionedImport, MentionedName, Span } from '../types.ts';
import { NO_FACTS } from './source.ts';

/**
 * Facts of a text file. Never throws.
 * @param left parts of it that are not read
 * @param isNamed whether a name or path may be meant, one character a byte
 */
export function readMentions(
  text: string,
  path: string,
  left: readonly Span[],
  isNamed: (raw: string) => boolean,
): FileFacts {
  const dialect = dialectOf(path);
  const isDocument = dialect !== null;
  const imports = isDocument || isInstruction(path) ? importsIn(text, path, dialect ?? 'markdown', left) : [];
  const known = [...left, ...imports.map(({ fact }) => fact.statement)];
  const names = isDocument ? [] : namesIn(text, known, isNamed);
  return { ...NO_FACTS, allows: allowsIn(text), mentions: { names, imports } };
}

// ------------------------------------------------------------------------------------------------------------- names

/** Runs of what names are made of, whole, so that a long one is read once. Names have dots or slashes in them. An address has its colon in front, and something else behind it. */
const RUN = /[\w$@~\p{L}./*+-]+/gu;
const LONGEST_NAME = 400;
/** So much of a long line is near a name. */
const NEAR = 300;

function namesIn(text: string, left: readonly Span[], isNamed: (raw: string) => boolean): MentionedName[] {
  const found: MentionedName[] = [];
  for (const { 0: run, index: start } of text.matchAll(RUN)) {
    if (run.length > LONGEST_NAME || !/[./]./.test(run) || (run.startsWith('//') && text[start - 1] === ':')) continue;
    if (!isNamed(rawOf(run))) continue;
    const name = run.replace(/[.,/-]+$/, '');
    const end = start + name.length;
    if (!isIn(left, start)) found.push({ start, end, text: name, line: lineAround(text, start, end) });
  }
  return found;
}

function rawOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

function lineAround(text: string, start: number, end: number): string {
  const from = Math.max(start - NEAR, lastLineEnd(text, start) + 1);
  const rest = /[\r\n]/.exec(text.slice(end, end + NEAR));
  return text.slice(from, end + (rest === null ? NEAR : rest.index));
}

function lastLineEnd(text: string, before: number): number {
  return Math.max(text.lastIndexOf('\n', before - 1), text.lastIndexOf('\r', before - 1));
}

function isIn(spans: readonly Span[], at: number): boolean {
  return spans.some(({ start, end }) => start <= at && at < end);
}

// -------------------------------------------------------------------------------------------------------------- code

function importsIn(text: string, path: string, dialect: Dialect, left: readonly Span[]): MentionedImport[] {
  const { parts } = scan(text, dialect);
  const all = isInstruction(path) ? [...parts, ...scanInline(text).parts] : parts;
  const fences = dialect === 'markdown' ? fenceSpans(text) : [];
  return all
    .flatMap(({ language, imports }) => imports.map((fact) => ({ language, fact })))
    .filter(({ fact: { statement } }) => !isIn(left, statement.start) && !isShownAsWrong(text, statement, fences))
    .map((one) => ({ ...one, line: lineAround(text, one.fact.statement.start, one.fact.statement.end) }));
}

/** A word of prose, and no part of a name or a path. */
function words(list: string): string {
  return `(?<![\\w./-])(?:${list})(?![\\w/-]|\\.\\w)`;
}

/** What a sentence says that tells not to write something. */
const NEVER = `${words(
  "never|don['’]?t|do not|avoid|deprecated|obsolete|removed|deleted|forbidden|banned|prohibited|disallowed|not allowed|must not|should not|no longer|instead of|rather than|replaced|replaces|former|anti-?patterns?|violat\\w+",
)}|[❌✗✘🚫⛔👎]|\u274e`;
/** What stands above code that shows how it was, or how not to write it. */
const WRONG = `${words('bad|wrong|incorrect|invalid|before|old|legacy|remove|delete|replace|migrat\\w+|broken|fails?')}|${NEVER}`;
/** And how to write it. */
const RIGHT = `${words('good|correct|right|after|new|recommended|preferred|canonical')}|[✅✓✔👍]`;

const [IS_NEVER, IS_WRONG, IS_RIGHT] = [NEVER, WRONG, RIGHT].map((source) => new RegExp(source, 'iu'));

/** Whether the line itself, the comment above it in the same fence, or else the line above the fence says so. */
function isShownAsWrong(text: string, { start, end }: Span, fences: readonly Span[]): boolean {
  const beside = lineAround(text, start, end).replace(text.slice(start, end), ' ');
  if (IS_NEVER?.test(beside) === true) return true;
  const fence = fences.find((one) => one.start <= start && start <= one.end);
  if (fence === undefined) return false;
  for (let at = start; ; ) {
    at = lastLineEnd(text, at);
    if (at < fence.start) return speaksOfWrong(saidBefore(text, at));
    const line = lineAround(text, at, at);
    if (/^\s*(?:#|\/\/|\/\*|<!--)/.test(line)) return speaksOfWrong(line);
  }
}

function speaksOfWrong(line: string): boolean {
  return IS_WRONG?.test(line) === true && IS_RIGHT?.test(line) !== true;
}

/** The last line with words above the mark of a fence. */
function saidBefore(text: string, mark: number): string {
  let at = lastLineEnd(text, mark);
  while (at > 0) {
    const line = lineAround(text, at, at);
    if (line.trim() !== '') return line;
    at = lastLineEnd(text, at);
  }
  return lineAround(text, 0, 0);
}

// -------------------------------------------------------------------------------------------------------- exceptions

/** A comment of any kind of text file that excepts a mention. */
const ALLOW = /(?:#|\/\/|;|--|<!--|\/\*)[ \t]*(ssot-allow mention\b.*?)[ \t]*(?:-->|\*\/)?$/gm;

function allowsIn(text: string): AllowComment[] {
  return [...text.matchAll(ALLOW)].map(({ 0: all, 1: said = '', index }) => ({
    start: index,
    end: index + all.length,
    text: said,
  }));
}
