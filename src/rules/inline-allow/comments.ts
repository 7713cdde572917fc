/**
 * Inline exceptions: `# ssot-allow banned-import until=2026-12-31 reason="…"`.
 *
 * One comment excepts one rule, states its reason and its end, and covers what stands on its own line, or, when it has
 * that line to itself, on the line below; where a statement begins counts as well as where the finding is. Comments of
 * several rules may stand above one statement. A comment that does not do so properly is a finding itself: nothing is
 * ever silently allowed, and no allowance is forgotten.
 */

import { isDay } from '../../text/dates.ts';
import { clipText } from '../../text/escape.ts';
import { nearest } from '../../text/nearest.ts';
import type { AllowComment, RuleId, Severity, Span } from '../../types.ts';
import { finding, type RawFinding } from '../define.ts';

/** A comment that reads as an exception. */
export interface InlineAllow extends Span {
  readonly rule: RuleId;
  /** Its last day; null when permanent. */
  readonly until: string | null;
  readonly reason: string;
}

export interface InlineTerms {
  /** The day that counts as today. */
  readonly today: string;
  /** `inlineAllow` of the registry. */
  readonly permitted: boolean;
  /** Every rule's id. */
  readonly ruleIds: readonly RuleId[];
  /** The file's text. Without it a comment counts as standing alone on its line. */
  readonly text?: string;
  /** Where in that text a place of the file is; absent where it is the file's. */
  readonly at?: ((offset: number) => number) | undefined;
}

export interface InlineOutcome {
  readonly kept: readonly RawFinding[];
  readonly suppressed: readonly { readonly finding: RawFinding; readonly allow: InlineAllow }[];
  /** Findings about the comments themselves. */
  readonly extra: readonly RawFinding[];
}

/** Nothing that a comment in a source file could be about, or about itself. */
const NOT_EXCEPTED: ReadonlySet<RuleId> = new Set(['inline-allow', 'registry']);

/**
 * Applies a file's exceptions to its findings, those of every rule, before any of them hides another.
 * @param allows in the order of the file
 * @param lineOf 1-based line of an offset
 */
export function applyInlineAllows(
  allows: readonly AllowComment[],
  raw: readonly RawFinding[],
  lineOf: (offset: number) => number,
  terms: InlineTerms,
): InlineOutcome {
  const comments = allows.flatMap((comment) => {
    const read = readComment(comment.text, terms.ruleIds);
    return read === null ? [] : [{ comment, read }];
  });
  if (comments.length === 0) return { kept: raw, suppressed: [], extra: [] };

  if (!terms.permitted) {
    const extra = comments.map(({ comment, read }) => notPermitted(comment, read.kind === 'allow' ? read.rule : null));
    return { kept: raw, suppressed: [], extra };
  }

  const extra: RawFinding[] = [];
  const valid: { comment: AllowComment; allow: InlineAllow }[] = [];
  for (const { comment, read } of comments) {
    const { start, end } = comment;
    if (read.kind === 'malformed') extra.push(malformed(comment, read));
    else if (read.until !== null && read.until < terms.today) extra.push(expired(comment, read.rule, read.until));
    else valid.push({ comment, allow: { start, end, rule: read.rule, until: read.until, reason: read.reason } });
  }

  const covering = coveredLines(comments, valid, lineOf, terms);
  const used = new Set<InlineAllow>();
  const kept: RawFinding[] = [];
  const suppressed: { finding: RawFinding; allow: InlineAllow }[] = [];
  for (const finding of raw) {
    const allow =
      covering.get(`${finding.rule} ${lineOf(finding.span.start)}`) ??
      covering.get(`${finding.rule} ${lineOf(finding.statement.start)}`);
    if (allow === undefined) kept.push(finding);
    else {
      used.add(allow);
      suppressed.push({ finding, allow });
    }
  }
  for (const { comment, allow } of valid) if (!used.has(allow)) extra.push(unused(comment, allow.rule));
  return { kept, suppressed, extra: extra.sort((a, b) => a.span.start - b.span.start) };
}

// ------------------------------------------------------------------------------------------------- where it holds

/** `<rule> <line>` → the exception that covers it; of several the nearest, which is the last. */
function coveredLines(
  comments: readonly { readonly comment: AllowComment }[],
  valid: readonly { readonly comment: AllowComment; readonly allow: InlineAllow }[],
  lineOf: (offset: number) => number,
  { text, at = (offset) => offset }: InlineTerms,
): Map<string, InlineAllow> {
  const spans = new Map(comments.map(({ comment }) => [spanIn(comment, at), comment]));
  const found = standingAlone([...spans.keys()], text);
  const alone = new Set([...spans].flatMap(([span, comment]) => (found.has(span) ? [comment] : [])));
  /** First line of each comment that has its line to itself → its last line. */
  const aloneAt = new Map<number, number>();
  for (const comment of alone) {
    const line = lineOf(comment.start);
    aloneAt.set(line, Math.max(aloneAt.get(line) ?? 0, lastLine(comment, lineOf)));
  }
  /** The line below a stack of comments, by any line where one of them ends. */
  const below = new Map<number, number>();
  for (const [, end] of [...aloneAt].reverse()) {
    const next = aloneAt.get(end + 1);
    below.set(end, next === undefined ? end + 1 : (below.get(next) ?? next + 1));
  }

  const covering = new Map<string, InlineAllow>();
  for (const { comment, allow } of valid) {
    const end = lastLine(comment, lineOf);
    const lines = [lineOf(comment.start), end, ...(alone.has(comment) ? [below.get(end) ?? end + 1] : [])];
    for (const line of lines) covering.set(`${allow.rule} ${line}`, allow);
  }
  return covering;
}

function spanIn({ start, end }: Span, at: (offset: number) => number): Span {
  return { start: at(start), end: at(Math.max(start, end - 1)) + Math.min(1, end - start) };
}

function lastLine(comment: AllowComment, lineOf: (offset: number) => number): number {
  return lineOf(Math.max(comment.start, comment.end - 1));
}

/** Blanks, a byte-order mark, and the braces that a comment needs in JSX. */
const BLANK = new Set([' ', '\t', '\f', '\v', '\u00a0', '\ufeff', '{', '}']);

/** Comments whose lines hold nothing else, other exceptions aside. Linear in the blanks around them. */
function standingAlone(comments: readonly Span[], text: string | undefined): ReadonlySet<Span> {
  if (text === undefined) return new Set(comments);
  const openBefore = new Map<number, boolean>();
  for (const { start, end } of comments) {
    let at = start;
    while (at > 0 && !openBefore.has(at) && BLANK.has(text.charAt(at - 1))) at--;
    openBefore.set(end, openBefore.get(at) ?? (at === 0 || isLineEnd(text.charAt(at - 1))));
  }
  const openBehind = new Map<number, boolean>();
  for (const { start, end } of [...comments].reverse()) {
    let at = end;
    while (at < text.length && !openBehind.has(at) && BLANK.has(text.charAt(at))) at++;
    // A line comment's span may hold its line end.
    const ended = at === text.length || isLineEnd(text.charAt(at)) || isLineEnd(text.charAt(end - 1));
    openBehind.set(start, openBehind.get(at) ?? ended);
  }
  return new Set(comments.filter(({ start, end }) => openBefore.get(end) === true && openBehind.get(start) === true));
}

function isLineEnd(character: string): boolean {
  return character === '\n' || character === '\r';
}

// ------------------------------------------------------------------------------------------------- what it says

interface ReadAllow {
  readonly kind: 'allow';
  readonly rule: RuleId;
  readonly until: string | null;
  readonly reason: string;
}

interface MalformedAllow {
  readonly kind: 'malformed';
  readonly rule: RuleId | null;
  /** Each the end of a sentence about the comment. */
  readonly problems: readonly string[];
}

/** Marks that scanners leave in the text: of documentation comments, of doubled comment signs. */
const LEADING_MARKS = /^[\s*#/!]+/;
const HEAD = /^ssot-allow(?![\w-])/;
/** An exception after another tool's directive in one comment: `# noqa: F401`, a blank, and then ours. */
const SECOND_HEAD = /\s(?:#|\/\/)\s*(?=ssot-allow\s+[\w-]+\s+(?:until=|permanent\b|reason=))/;
/** A line end inside a block comment, with the gutter of the next line. */
const GUTTER = /[\r\n]\s*(?:\*(?!\/))?/g;
const TOKEN = /\s*(?:([\w-]+)=(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^\s"']*))|(\S+))/gsy;
/** Of a comment that is all mistakes, as many are told. */
const MOST_PROBLEMS = 4;

/**
 * Reads the text of a comment.
 * @returns null when the comment only mentions `ssot-allow`: in a sentence, in back ticks
 */
export function readComment(text: string, ruleIds: readonly RuleId[]): ReadAllow | MalformedAllow | null {
  const flat = text.replace(GUTTER, ' ').replace(LEADING_MARKS, '');
  if (HEAD.test(flat)) {
    const terms = flat.slice('ssot-allow'.length);
    return isProse(terms, ruleIds) ? null : readTerms(terms, ruleIds);
  }
  const found = SECOND_HEAD.exec(flat);
  if (found === null || isQuoted(flat.slice(0, found.index))) return null;
  const terms = flat.slice(found.index + found[0].length + 'ssot-allow'.length);
  return wordsOf(terms).length > 1 ? null : readTerms(terms, ruleIds);
}

/** A sentence that happens to begin with the word: neither a rule, or nearly one, nor any term of an exception. */
function isProse(terms: string, ruleIds: readonly RuleId[]): boolean {
  const words = wordsOf(terms);
  const all = [...tokens(terms)];
  if (words.length < 2 || all.length > words.length) return false;
  return nearest((words[0] ?? '').replace(/[,;:]+$/, ''), ruleIds) === null;
}

/** The words of an exception's text that are no terms: first the rule's. */
function wordsOf(terms: string): string[] {
  return [...tokens(terms)].flatMap(({ word }) => (word === null || word === 'permanent' ? [] : [word]));
}

/** A back tick is open at the end of a text. */
function isQuoted(text: string): boolean {
  return text.split('`').length % 2 === 0;
}

function readTerms(text: string, ruleIds: readonly RuleId[]): ReadAllow | MalformedAllow {
  const problems: string[] = [];
  let rule: RuleId | null = null;
  let named = false;
  let until: string | null = null;
  let permanent = false;
  let reason: string | null = null;
  const given = new Set<string>();

  for (const { key, value, word } of tokens(text)) {
    const term = key ?? (word === 'permanent' ? word : null);
    if (term !== null && given.has(term)) problems.push(`states \`${clipText(term, 40)}\` twice`);
    if (term !== null) given.add(term);

    if (word === 'permanent') permanent = true;
    else if (word !== null && !named) {
      named = true;
      rule = ruleNamed(word, ruleIds, problems);
    } else if (word !== null) problems.push(strayWord(word, ruleIds));
    else if (key === 'until') {
      until = value.text;
      if (!isDay(until)) problems.push(`ends on ${shown(until)}, which is not a day of the form YYYY-MM-DD`);
    } else if (key === 'reason') {
      reason = value.text;
      if (!value.quoted) problems.push('states a reason without quotes: write reason="…"');
      else if (reason.trim() === '') problems.push('states an empty reason');
    } else if (key !== null) problems.push(unknownTerm(key));
  }

  if (!named) problems.unshift('names no rule');
  if (!given.has('until') && !permanent) problems.push('states no end: it needs until=YYYY-MM-DD or permanent');
  if (given.has('until') && permanent) problems.push('states both an end and permanent');
  if (reason === null) problems.push('states no reason: it needs reason="…"');
  if (problems.length > 0 || rule === null || reason === null) {
    return { kind: 'malformed', rule, problems: problems.slice(0, MOST_PROBLEMS) };
  }
  return { kind: 'allow', rule, until, reason: reason.trim().replace(/\s+/g, ' ') };
}

interface Token {
  readonly key: string | null;
  readonly value: { readonly text: string; readonly quoted: boolean };
  readonly word: string | null;
}

/** Words and `key=value` terms, up to a comment sign, after which other tools may have their say. */
function* tokens(text: string): Generator<Token> {
  for (const [, key, double, single, bare = '', word] of text.matchAll(TOKEN)) {
    if (word !== undefined) {
      if (/^(?:#|\/\/|--|\*\/)/.test(word)) return;
      yield { key: null, value: { text: '', quoted: false }, word };
    } else {
      const quoted = double ?? single;
      const value = quoted === undefined ? bare : quoted.replace(/\\(.)/gs, '$1');
      yield { key: key ?? '', value: { text: value, quoted: quoted !== undefined }, word: null };
    }
  }
}

function ruleNamed(word: string, ruleIds: readonly RuleId[], problems: string[]): RuleId | null {
  const known = ruleIds.find((id) => id === word) ?? null;
  if (known !== null && NOT_EXCEPTED.has(known)) problems.push(`excepts \`${known}\`, which no comment can`);
  if (known !== null) return known;
  const excepted = ruleIds.filter((id) => !NOT_EXCEPTED.has(id));
  const meant = nearest(word.replace(/[,;:]+$/, ''), excepted);
  const words = meant === null ? `; the rules are ${excepted.join(', ')}` : `; did you mean \`${meant}\`?`;
  problems.push(`knows no rule ${shown(word)}${words}`);
  return null;
}

function strayWord(word: string, ruleIds: readonly RuleId[]): string {
  return ruleIds.some((id) => id === word.replace(/[,;:]+$/, ''))
    ? `takes one rule: write a second comment for ${shown(word)}`
    : `holds ${shown(word)}, which means nothing here`;
}

function unknownTerm(key: string): string {
  const meant = nearest(key, ['until', 'permanent', 'reason']);
  return `knows no term ${shown(`${key}=`)}${meant === null ? '; there are until=, permanent and reason=' : `; did you mean \`${meant}\`?`}`;
}

function shown(word: string): string {
  return `"${clipText(word, 60)}"`;
}

// ------------------------------------------------------------------------------------------------------ findings

function malformed(comment: AllowComment, { rule, problems }: MalformedAllow): RawFinding {
  const hint = `ssot-allow ${rule ?? '<rule>'} until=YYYY-MM-DD reason="…"`;
  return about(comment, rule, 'error', `this exception counts for nothing: it ${problems.join('; it ')}`, hint);
}

function expired(comment: AllowComment, rule: RuleId, until: string): RawFinding {
  const message = `this exception for \`${rule}\` ended on ${until}`;
  return about(comment, rule, 'error', message, 'fix what it excepted and delete it, or agree on a new end');
}

function unused(comment: AllowComment, rule: RuleId): RawFinding {
  return about(comment, rule, 'warn', `this exception for \`${rule}\` excepts nothing`, 'delete it');
}

function notPermitted(comment: AllowComment, rule: RuleId | null): RawFinding {
  const message = 'inline exceptions are not permitted here: the registry has `"inlineAllow": false`';
  return about(
    comment,
    rule,
    'error',
    message,
    'delete it, and fix what it excepts or state the exception in the registry',
  );
}

function about(span: Span, rule: RuleId | null, severity: Severity, message: string, hint: string): RawFinding {
  return finding('inline-allow', null, { severity, span, message, hint, name: rule });
}
