/**
 * One pass over the text that finds the skeleton.
 *
 * A global regular expression hops from one interesting place to the next: quotes, comments, back ticks, slashes,
 * braces, `<` where JSX may occur, and two dozen words. It is native code from its second use on, where a loop over
 * characters would wait for the optimising compiler. Everything else is decided by looking backwards from there, and
 * only when it matters (`context.ts`). Parentheses, brackets and commas are not visited at all.
 *
 * A stack of frames says what a closing brace returns to. Nothing recurses, no pattern repeats a group, so depth and
 * length cost nothing but time proportional to the text.
 */

import {
  BACKSLASH,
  BACKTICK,
  CLOSE_BRACE,
  DASH,
  DOUBLE_QUOTE,
  isLineEnd,
  isWord,
  LESS,
  OPEN_BRACE,
  OPEN_BRACKET,
  SINGLE_QUOTE,
  SLASH,
  STAR,
} from './characters.ts';
import { elementMayStart, regexMayStart } from './context.ts';
import { lexWord } from './fact-words.ts';
import { hopFor } from './hops.ts';
import { lexChildren, lexTag, openElement } from './jsx.ts';
import { CHILDREN, closeBrace, openBrace, type Pass, TAG, TEMPLATE_TEXT } from './pass.ts';
import { plausibleCommentEnd, readsInsideOut, suspectTicks } from './recovery.ts';
import {
  COMMENT,
  CONTAINER,
  emptySkeleton,
  lastBefore,
  lineEnd,
  literalEnd,
  newlineBetween,
  noteDamage,
  PLAIN,
  pushSpan,
  REGEX,
  type Skeleton,
  STRING,
  SUBSTITUTION,
  TEMPLATE,
} from './skeleton.ts';

const MOST_SHORTENED = 8;

/** One pass; `stray` are the back ticks and element starts to be treated as stray characters. Never throws; linear. */
export function lex(text: string, jsx: boolean, types: boolean, stray: ReadonlySet<number> = new Set()): Pass {
  return runPass(emptySkeleton(text, jsx, types), stray);
}

/** How much of a pass does not read cleanly: what was noted, what is still open, and what looks unlikely. */
export function countFaults(pass: Pass): number {
  return countOpenFaults(pass) + pass.insideOut.length;
}

/** True when nothing in the pass says that it may be wrong; what only looks unlikely does not count. */
export function readsCleanly(pass: Pass): boolean {
  return countOpenFaults(pass) === 0;
}

function countOpenFaults(pass: Pass): number {
  return pass.skeleton.faults + pass.frames.length + (unendedStart(pass) < 0 ? 0 : 3);
}

/** True when text or an element is open at the end, so that what follows its start may have been read wrongly. */
export function isOpenEnded(pass: Pass): boolean {
  return unendedStart(pass) >= 0;
}

/** Characters that may be stray ones in a pass with faults: an element that never ends, back ticks, the likeliest first. */
export function suspectsOf(pass: Pass): readonly number[] {
  const open = unendedStart(pass);
  const last = pass.frames.length - 1;
  if (open >= 0 && pass.frames[last] !== TEMPLATE_TEXT) return pass.stray.has(open) ? [] : [open];
  const suspects = new Set(suspectTicks(pass));
  if (open >= 0) suspects.add(pass.marks[last] ?? open);
  return [...suspects].filter((suspect) => !pass.stray.has(suspect));
}

function runPass(skeleton: Skeleton, stray: ReadonlySet<number>): Pass {
  const pass: Pass = {
    skeleton,
    hop: hopFor(skeleton),
    frames: [],
    marks: [],
    brace: -1,
    regexEnd: -1,
    elementEnd: -1,
    module: false,
    noBracketUntil: -1,
    noAnglesUntil: -1,
    unclosed: new Map(),
    ticks: [],
    insideOut: [],
    shortened: 0,
    stray,
  };
  const length = skeleton.text.length;
  let at = skipHashbang(skeleton);
  while (at < length) {
    const frame = pass.frames[pass.frames.length - 1];
    at = frame === TAG ? lexTag(pass, at) : frame === CHILDREN ? lexChildren(pass, at) : lexCode(pass, at);
  }
  return pass;
}

function skipHashbang(skeleton: Skeleton): number {
  const start = skeleton.text.charCodeAt(0) === 0xfeff ? 1 : 0;
  if (!skeleton.text.startsWith('#!', start)) return 0;
  const end = lineEnd(skeleton.text, start);
  pushSpan(skeleton, start, end, COMMENT);
  return end;
}

/** Start of the outermost element or of the template that is open at the end of the text; -1 when all is closed. */
function unendedStart(pass: Pass): number {
  const { frames, marks } = pass;
  for (let i = 0; i < frames.length; i++) {
    if (frames[i] === TAG || frames[i] === CHILDREN || frames[i] === TEMPLATE_TEXT) return marks[i] ?? -1;
  }
  return -1;
}

/** Notes what is still open in the pass that was chosen. */
export function noteOpen(pass: Pass): void {
  const { skeleton } = pass;
  for (const at of pass.stray) {
    noteDamage(
      skeleton,
      at,
      skeleton.text.charCodeAt(at) === BACKTICK ? 'unterminated template' : 'JSX element has no closing tag',
    );
  }
  const open = unendedStart(pass);
  if (open >= 0) noteDamage(skeleton, open, 'unterminated template or JSX element');
  const brace = skeleton.braceClose.indexOf(-1);
  if (brace >= 0) noteDamage(skeleton, skeleton.braceOpen[brace] ?? 0, "'{' was never closed");
}

/** Reads code up to a tag, element text or the end; returns the offset to continue from. */
function lexCode(pass: Pass, from: number): number {
  const { skeleton } = pass;
  const { text } = skeleton;
  const { hop } = pass;
  hop.lastIndex = from;
  for (;;) {
    const match = hop.exec(text);
    if (match === null) return text.length;
    const at = match.index;
    const end = hop.lastIndex;
    const code = text.charCodeAt(at);
    switch (code) {
      case DOUBLE_QUOTE:
      case SINGLE_QUOTE:
        if (end - at > 1 && text.charCodeAt(end - 1) === code) pushSpan(skeleton, at, end, STRING);
        else hop.lastIndex = lexString(skeleton, at, end, code);
        break;
      case SLASH:
        if (end - at > 1) {
          hop.lastIndex = lexComment(pass, at, end);
          break;
        }
        if (text.charCodeAt(at - 1) === STAR && isLineEnd(text.charCodeAt(end))) {
          noteDamage(skeleton, at - 1, "unmatched '*/'");
          break;
        }
        hop.lastIndex = regexMayStart(pass, at) ? lexRegex(pass, at) : end;
        break;
      case OPEN_BRACE:
        openBrace(pass, at, PLAIN, at);
        break;
      case CLOSE_BRACE: {
        const kind = closeBrace(pass, at);
        if (kind === CONTAINER) return end;
        if (kind === SUBSTITUTION) hop.lastIndex = lexTemplate(pass, at, end, pass.marks.pop() ?? at);
        break;
      }
      case BACKTICK:
        hop.lastIndex = pass.stray.has(at) ? lexStrayTemplate(pass, at) : lexTemplate(pass, at, end, at);
        break;
      case LESS:
        if (end - at === 4) {
          if (isHtmlComment(pass, at)) {
            hop.lastIndex = lineEnd(text, at);
            pushSpan(skeleton, at, hop.lastIndex, COMMENT);
          }
        } else if (end - at === 1 && !pass.stray.has(at) && elementMayStart(pass, at)) return openElement(pass, at);
        break;
      case DASH:
        if (!pass.module && startsLine(skeleton, at)) {
          hop.lastIndex = lineEnd(text, at);
          pushSpan(skeleton, at, hop.lastIndex, COMMENT);
        }
        break;
      default:
        lexWord(pass, at, end);
    }
  }
}

function lexString(skeleton: Skeleton, at: number, end: number, quote: number): number {
  const { text } = skeleton;
  const from = end - at > 1 && text.charCodeAt(end - 1) === BACKSLASH ? end - 1 : end;
  const found = literalEnd(text, from, quote) ?? -1;
  const stop = found < 0 ? -found - 1 : found;
  if (found < 0) noteDamage(skeleton, at, 'unterminated string');
  pushSpan(skeleton, at, stop, STRING);
  return stop;
}

/** A comment whose opening marks end at `end`; for a line comment, whose text ends there. */
function lexComment(pass: Pass, at: number, end: number): number {
  const { skeleton } = pass;
  const { text } = skeleton;
  let stop = end;
  if (text.charCodeAt(at + 1) === STAR) {
    const mark = text.indexOf('*/', end);
    stop = mark < 0 ? text.length : mark + 2;
    const plausible = pass.shortened < MOST_SHORTENED ? plausibleCommentEnd(text, at, stop, mark < 0) : stop;
    if (mark < 0 || plausible < stop) noteDamage(skeleton, at, 'unterminated comment');
    if (plausible < stop) pass.shortened++;
    stop = plausible;
    if (text.charCodeAt(end) === STAR) skeleton.docs.push(skeleton.spanStart.length);
  }
  pushSpan(skeleton, at, stop, COMMENT);
  return stop;
}

const REGEX_STOP = /[\\/[\n\r\u2028\u2029]/g;
const CLASS_STOP = /[\\\]\n\r\u2028\u2029]/g;
const FLAGS = /[\w$]*/y;

/** A regular expression that begins at `at`; one that does not end on its line is treated as a division. */
function lexRegex(pass: Pass, at: number): number {
  const { text } = pass.skeleton;
  REGEX_STOP.lastIndex = at + 1;
  for (;;) {
    const match = REGEX_STOP.exec(text);
    if (match === null) return at + 1;
    const code = text.charCodeAt(match.index);
    if (code === BACKSLASH) {
      if (isLineEnd(text.charCodeAt(match.index + 1))) return at + 1;
      REGEX_STOP.lastIndex = match.index + 2;
    } else if (code === OPEN_BRACKET) REGEX_STOP.lastIndex = classEnd(pass, match.index);
    else if (code === SLASH) break;
    else return at + 1;
  }
  FLAGS.lastIndex = REGEX_STOP.lastIndex;
  FLAGS.test(text);
  const end = FLAGS.lastIndex;
  pushSpan(pass.skeleton, at, end, REGEX);
  pass.regexEnd = end;
  return end;
}

/** End of the character class that begins at `at`, or the offset after its bracket when it does not end on its line. */
function classEnd(pass: Pass, at: number): number {
  const { text } = pass.skeleton;
  if (at < pass.noBracketUntil) return at + 1;
  CLASS_STOP.lastIndex = at + 1;
  for (;;) {
    const match = CLASS_STOP.exec(text);
    if (match === null) {
      pass.noBracketUntil = text.length;
      return at + 1;
    }
    const code = text.charCodeAt(match.index);
    if (code === BACKSLASH && !isLineEnd(text.charCodeAt(match.index + 1))) CLASS_STOP.lastIndex = match.index + 2;
    else if (code === 93) return match.index + 1;
    else {
      pass.noBracketUntil = match.index;
      return at + 1;
    }
  }
}

/** Template text that begins at `start` with the quote or a closing brace; `tick` is where the template began. */
function lexTemplate(pass: Pass, start: number, from: number, tick: number): number {
  pass.ticks.push(tick);
  const { skeleton } = pass;
  const found = literalEnd(skeleton.text, from, BACKTICK) ?? -1;
  if (start === tick && readsInsideOut(skeleton.text, from, found < 0 ? -found - 1 : found)) pass.insideOut.push(tick);
  if (found >= 0) {
    pushSpan(skeleton, start, found, TEMPLATE);
    return found;
  }
  const stop = -found - 1;
  if (stop >= skeleton.text.length) {
    pushSpan(skeleton, start, stop, TEMPLATE);
    pass.frames.push(TEMPLATE_TEXT);
    pass.marks.push(tick);
    return stop;
  }
  pushSpan(skeleton, start, stop + 1, TEMPLATE);
  openBrace(pass, stop + 1, SUBSTITUTION, tick);
  return stop + 2;
}

/** A back tick that opens nothing: its line is opaque, the next one is code again. */
function lexStrayTemplate(pass: Pass, at: number): number {
  const end = lineEnd(pass.skeleton.text, at);
  pass.ticks.push(at);
  pushSpan(pass.skeleton, at, end, TEMPLATE);
  return end;
}

/** `<!--` is a comment in scripts, and a comparison with `!--x` in modules. */
function isHtmlComment(pass: Pass, at: number): boolean {
  return startsLine(pass.skeleton, at) || (!pass.module && !isWord(pass.skeleton.text.charCodeAt(at + 4)));
}

/** Only blanks and comments stand before `at` on its line. */
function startsLine(skeleton: Skeleton, at: number): boolean {
  const last = lastBefore(skeleton, at);
  return last < 0 || newlineBetween(skeleton.text, last + 1, at);
}
