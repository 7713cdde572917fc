/**
 * What stands around a call that gives a module: the declaration that it belongs to, and what is shown of it.
 *
 * Only a piece of the text is read, from the call or from the word that begins its declaration: the rest of the file may
 * be markup.
 */
import { closeOf } from '../../languages/ecmascript/brackets.ts';
import { expressionEnd } from '../../languages/ecmascript/extents.ts';
import { lex } from '../../languages/ecmascript/lex.ts';
import { memberAt } from '../../languages/ecmascript/patterns.ts';
import { closeParenOf, newReading, type Reading } from '../../languages/ecmascript/reading.ts';
import { COMMENT, lastBefore, skipSpace } from '../../languages/ecmascript/skeleton.ts';
import { argumentsAt } from '../../languages/ecmascript/wrapping.ts';
import type { ImportFact, Span } from '../../types.ts';
import { codeIn } from './container.ts';
import { markBefore } from './layout.ts';
import { type Element, type List, outsideOf } from './list.ts';

/** How far a declaration or a callback is read. */
const LONGEST = 4000;

/** A piece of a text that is read as code; its offsets count from `base`. */
export interface Window {
  readonly reading: Reading;
  readonly base: number;
}

/** Reads a piece of code as the file's name says. */
function windowAt(text: string, path: string, start: number, end: number): Window {
  const isScript = /\.[mc]?jsx?$/i.test(path);
  const { skeleton } = lex(codeIn(path, text.slice(start, end)), isScript || /\.tsx$/i.test(path), !isScript);
  return { reading: newReading(skeleton), base: start };
}

/** `const { a, b } = require('m');` */
export interface Declaration extends Span {
  /** The pattern; null for a variable or an array. */
  readonly list: List | null;
  /** Nothing else is declared in the statement, and a statement may stand before it. */
  readonly isSimple: boolean;
  /** It ends in a semicolon. */
  readonly semicolon: boolean;
}

const KEYWORD = /(?<![\w$.])(?:const|let|var|using)(?![\w$])/g;

/** The declaration that gives the names of a call; null where another construct does. */
export function declarationOf(text: string, path: string, fact: ImportFact): Declaration | null {
  const { statement, names } = fact;
  const [first] = names;
  if (first === undefined || first.start > statement.start) return null;
  const from = Math.max(0, first.start - LONGEST);
  const keyword = [...text.slice(from, first.start).matchAll(KEYWORD)].at(-1);
  if (keyword === undefined) return null;
  const start = from + keyword.index;
  const { reading, base } = windowAt(text, path, start, statement.end + LONGEST);
  const declarator = skipSpace(reading.text, keyword[0].length);
  const stop = expressionEnd(reading, declarator);
  if (base + stop < statement.end) return null;
  const list = listAt(reading, declarator, base);
  const semicolon = reading.text.charAt(stop) === ';';
  const end = semicolon ? stop + 1 : lastBefore(reading.skeleton, stop) + 1;
  const exported = /(?<![\w$.])export\s+$/.exec(text.slice(Math.max(0, start - 40), start));
  const whole = { start: start - (exported?.[0].length ?? 0), end: base + end };
  const isSimple = reading.text.charAt(stop) !== ',' && mayFollow(markBefore(text, whole.start), keyword[0]);
  return { ...whole, list, isSimple, semicolon };
}

/** A statement may stand before one that a mark precedes: not in the head of a loop, nor where `if` takes only one. */
function mayFollow(mark: string, keyword: string): boolean {
  return keyword === 'var' ? mark === '' || ';{}'.includes(mark) : mark !== '(';
}

/** The elements of the object pattern at `open`; null for another one. */
function listAt(reading: Reading, open: number, base: number): List | null {
  const { text, skeleton } = reading;
  const close = text.charAt(open) === '{' ? closeOf(skeleton, open) : -1;
  if (close < 0) return null;
  const elements: Element[] = [];
  for (let at = skipSpace(text, open + 1); at < close; ) {
    const stop = Math.min(expressionEnd(reading, at), close);
    const end = lastBefore(skeleton, stop) + 1;
    const comma = skipSpace(text, end);
    const hasComma = text.charAt(comma) === ',' && comma < close;
    if (end <= at || (!hasComma && comma !== close)) return null;
    elements.push({ start: base + at, end: base + end, comma: hasComma ? base + comma : -1 });
    at = skipSpace(text, hasComma ? comma + 1 : comma);
  }
  return {
    open: base + open,
    close: base + close,
    elements,
    comments: outsideOf(commentsIn(reading, open, close, base), elements),
  };
}

/** The comments between two offsets of a piece. */
function commentsIn({ skeleton }: Reading, open: number, close: number, base: number): readonly Span[] {
  return skeleton.spanStart.flatMap((start, index) => {
    const end = skeleton.spanEnd[index] ?? start;
    const isInside = skeleton.spanKind[index] === COMMENT && open < start && end <= close;
    return isInside ? [{ start: base + start, end: base + end }] : [];
  });
}

// ------------------------------------------------------------------------------------------------------- to be shown

/** What precedes a value in a statement that is nothing else: a variable, what it is assigned to, a word. */
const TARGET = new RegExp(
  '(?:^|[\\n\\r;{}])[ \\t]*(' +
    '(?:export\\s+)?(?:const|let|var)\\s+[\\w$]+\\s*(?::[^=;\\n\\r]*)?=\\s*|' +
    'export\\s+default\\s+|return\\s+|' +
    '(?:[\\w$]+(?:\\s*\\.\\s*[\\w$]+|\\[[^\\]\\n\\r]*\\])*\\s*=\\s*)+)$',
);

/** The statement of a call, or the call with what is asked of it, where it stands within larger code. */
export function shownCall(text: string, path: string, fact: ImportFact): Span {
  const declaration = declarationOf(text, path, fact);
  if (declaration?.isSimple === true) return { start: declaration.start, end: declaration.end };
  const outer = outerCall(text, path, fact);
  const first = fact.names[0]?.start ?? outer.start;
  if (first < fact.statement.start) {
    const open = declaration?.list?.open ?? (isKey(text, first) ? text.lastIndexOf('{', first) : first);
    return { start: Math.max(0, open), end: outer.end };
  }
  const from = Math.max(0, outer.start - 200);
  const target = TARGET.exec(text.slice(from, outer.start))?.[1]?.length ?? 0;
  const start = outer.start - target;
  const isStatement = target > 0 || /(?:^|[\n\r;{}])\s*$/.test(text.slice(Math.max(0, start - 100), start));
  const next = skipSpace(text, outer.end);
  return { start, end: isStatement && text.charAt(next) === ';' ? next + 1 : outer.end };
}

function isKey(text: string, at: number): boolean {
  return '{,'.includes(markBefore(text, at) || ' ');
}

/** The call with `await`, its parentheses, its member and its `.then(…)`. */
function outerCall(text: string, path: string, fact: ImportFact): Span {
  const { reading, base } = windowAt(text, path, fact.statement.start, fact.statement.end + LONGEST);
  let { start, end } = fact.statement;
  for (;;) {
    end =
      base +
      askedEnd(
        reading,
        end - base,
        fact.names.map((name) => name.start - base),
      );
    const before = text.slice(Math.max(0, start - 60), start);
    const awaited = /(?<![\w$.])await\s+$/.exec(before)?.[0].length ?? 0;
    const grouped = /(?<![\w$)\]]\s*)\(\s*$/.exec(before)?.[0].length ?? 0;
    const close = skipSpace(text, end);
    if (awaited > 0) start -= awaited;
    else if (grouped > 0 && text.charAt(close) === ')') {
      start -= grouped;
      end = close + 1;
    } else return { start, end };
  }
}

/** The end of what is asked of a module: a member that is one of its names, `.then(…)`. */
function askedEnd(reading: Reading, from: number, names: readonly number[]): number {
  let end = from;
  for (let member = memberAt(reading.text, end); member !== undefined; member = memberAt(reading.text, end)) {
    if (names.includes(member.start)) end = member.after;
    else {
      const open = /^(?:then|catch|finally)$/.test(member.name) ? argumentsAt(reading, member.after) : -1;
      const close = open < 0 ? -1 : closeParenOf(reading, open);
      if (close < 0) return end;
      end = close + 1;
    }
  }
  return end;
}
