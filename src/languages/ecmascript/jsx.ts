/**
 * Elements of JSX: tags and what stands between them.
 *
 * Names of closing tags are not compared; what counts is that as many close as were opened. Everything in a tag behind
 * its name is one opaque piece, but for the code in `{}`; the name itself stays visible, because `<ns.Name>` uses `ns`.
 */

import { DOUBLE_QUOTE, GREATER, isWord, LESS, OPEN_BRACE, SINGLE_QUOTE, SLASH, STAR } from './characters.ts';
import { CHILDREN, openBrace, type Pass, TAG } from './pass.ts';
import { COMMENT, CONTAINER, JSX, lineEnd, noteDamage, pushSpan, type Skeleton, skip } from './skeleton.ts';

const TAG_NAME = /(?:[^\x00-#%-,/;-@[-^`{-\x7f\s]|\\u[0-9a-fA-F]{4})+/y;
const TAG_STOP = /[>{"'/<]/g;
const TEXT_STOP = /[{<]/g;
const ANGLE_STOP = /[<>(){}"'`;/]|=>/g;

/** Opens the element whose `<` stands at `at`; gives the offset behind its name. */
export function openElement(pass: Pass, at: number): number {
  const { s } = pass;
  pass.frames.push(TAG);
  pass.marks.push(at);
  let i = nameEnd(s.text, skip(s.text, at + 1));
  const next = skip(s.text, i);
  if (s.types && s.text.charCodeAt(next) === LESS) i = typeArgumentsEnd(pass, next);
  return i;
}

/** End of a tag name: `a`, `a-b`, `a:b`, `a.b`, blanks around the marks allowed. */
function nameEnd(text: string, at: number): number {
  let i = at;
  for (;;) {
    TAG_NAME.lastIndex = i;
    if (!TAG_NAME.test(text)) return i;
    i = TAG_NAME.lastIndex;
    const next = skip(text, i);
    const code = text.charCodeAt(next);
    if (next === i || (code !== 46 && code !== 58)) return i;
    i = skip(text, next + 1);
  }
}

/** End of the type arguments that begin at `at`; the offset behind the `<` when they do not close soon. */
function typeArgumentsEnd(pass: Pass, at: number): number {
  if (at < pass.noAnglesUntil) return at + 1;
  const text = pass.s.text.slice(0, at + 5000);
  let depth = 0;
  ANGLE_STOP.lastIndex = at;
  for (let match = ANGLE_STOP.exec(text); match !== null; match = ANGLE_STOP.exec(text)) {
    const code = text.charCodeAt(match.index);
    if (code === LESS) depth++;
    else if (code === GREATER && --depth === 0) return match.index + 1;
    else if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) {
      const end = text.indexOf(match[0], match.index + 1);
      if (end < 0) break;
      ANGLE_STOP.lastIndex = end + 1;
    }
  }
  pass.noAnglesUntil = text.length;
  return at + 1;
}

/** Reads an opening tag from `from`, behind its name or behind an attribute's braces. */
export function lexTag(pass: Pass, from: number): number {
  const { s } = pass;
  const { text } = s;
  TAG_STOP.lastIndex = from;
  for (;;) {
    const match = TAG_STOP.exec(text);
    if (match === null) return leave(s, from, text.length);
    const at = match.index;
    const code = text.charCodeAt(at);
    if (code === GREATER) {
      pass.frames[pass.frames.length - 1] = CHILDREN;
      return leave(s, from, at + 1);
    }
    if (code === OPEN_BRACE) {
      leave(s, from, at);
      openBrace(pass, at, CONTAINER, at);
      return at + 1;
    }
    if (code === LESS) {
      leave(s, from, at);
      return openElement(pass, at);
    }
    if (code === SLASH) {
      const next = text.charCodeAt(at + 1);
      if (next === SLASH || next === STAR) {
        leave(s, from, at);
        const end = skip(text, at);
        pushSpan(s, at, end, COMMENT);
        return end;
      }
      const close = skip(text, at + 1);
      if (text.charCodeAt(close) === GREATER) {
        leave(s, from, close + 1);
        return closeElement(pass, close + 1);
      }
    } else TAG_STOP.lastIndex = attributeEnd(s, at, code);
  }
}

/**
 * End of an attribute's string: it has no escapes and may hold line ends. One that runs over a line end and stops right
 * before a word lost its closing quote, and took the opening one of the next attribute for it.
 */
function attributeEnd(s: Skeleton, at: number, quote: number): number {
  const { text } = s;
  const end = text.indexOf(quote === DOUBLE_QUOTE ? '"' : "'", at + 1);
  const line = end < 0 || isWord(text.charCodeAt(end + 1)) ? lineEnd(text, at) : text.length;
  if (end >= 0 && end < line) return end + 1;
  noteDamage(s, at, 'attribute never ends');
  const close = text.indexOf('>', at);
  return close >= 0 && close < line ? close : line;
}

function leave(s: Skeleton, from: number, to: number): number {
  if (to > from) pushSpan(s, from, to, JSX);
  return to;
}

/** Ends the innermost element; what follows is code unless an element is around it. */
function closeElement(pass: Pass, end: number): number {
  pass.frames.pop();
  pass.marks.pop();
  pass.elementEnd = end;
  return end;
}

/** Reads the text between tags from `from` on. */
export function lexChildren(pass: Pass, from: number): number {
  const { s } = pass;
  const { text } = s;
  TEXT_STOP.lastIndex = from;
  const match = TEXT_STOP.exec(text);
  if (match === null) return leave(s, from, text.length);
  const at = match.index;
  if (text.charCodeAt(at) === OPEN_BRACE) {
    leave(s, from, at);
    openBrace(pass, at, CONTAINER, at);
    return at + 1;
  }
  const next = skip(text, at + 1);
  if (text.charCodeAt(next) === SLASH) {
    const close = text.indexOf('>', next);
    const end = close < 0 ? text.length : close + 1;
    leave(s, from, end);
    return closeElement(pass, end);
  }
  leave(s, from, at);
  return openElement(pass, at);
}
