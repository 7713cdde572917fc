/**
 * Elements of JSX: tags and what stands between them.
 *
 * Names of closing tags are not compared; only their number counts. Everything in a tag after
 * its name is one opaque piece, except for the code in `{}`; the name itself stays visible, because `<ns.Name>` uses `ns`.
 */

import { DOUBLE_QUOTE, GREATER, isWord, LESS, OPEN_BRACE, SINGLE_QUOTE, SLASH, STAR } from './characters.ts';
import { CHILDREN, openBrace, type Pass, TAG } from './pass.ts';
import { COMMENT, CONTAINER, JSX, lineEnd, noteDamage, pushSpan, type Skeleton, skipSpace } from './skeleton.ts';

const TAG_NAME = /(?:[^\x00-#%-,/;-@[-^`{-\x7f\s]|\\u[0-9a-fA-F]{4})+/y;
const TAG_STOP = /[>{"'/<]/g;
const TEXT_STOP = /[{<]/g;
const ANGLE_STOP = /[<>(){}"'`;/]|=>/g;

/** Opens the element whose `<` stands at `at`; returns the offset after its name. */
export function openElement(pass: Pass, at: number): number {
  const { skeleton } = pass;
  pass.frames.push(TAG);
  pass.marks.push(at);
  let i = nameEnd(skeleton.text, skipSpace(skeleton.text, at + 1));
  const next = skipSpace(skeleton.text, i);
  if (skeleton.types && skeleton.text.charCodeAt(next) === LESS) i = typeArgumentsEnd(pass, next);
  return i;
}

/** End of a tag name: `a`, `a-b`, `a:b`, `a.b`, blanks around the marks allowed. */
function nameEnd(text: string, at: number): number {
  let i = at;
  for (;;) {
    TAG_NAME.lastIndex = i;
    if (!TAG_NAME.test(text)) return i;
    i = TAG_NAME.lastIndex;
    const next = skipSpace(text, i);
    const code = text.charCodeAt(next);
    if (next === i || (code !== 46 && code !== 58)) return i;
    i = skipSpace(text, next + 1);
  }
}

/** End of the type arguments that begin at `at`; the offset after the `<` when they do not close soon. */
function typeArgumentsEnd(pass: Pass, at: number): number {
  if (at < pass.noAnglesUntil) return at + 1;
  const text = pass.skeleton.text.slice(0, at + 5000);
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

/** Reads an opening tag from `from`, after its name or after an attribute's braces. */
export function lexTag(pass: Pass, from: number): number {
  const { skeleton } = pass;
  const { text } = skeleton;
  TAG_STOP.lastIndex = from;
  for (;;) {
    const match = TAG_STOP.exec(text);
    if (match === null) return pushText(skeleton, from, text.length);
    const at = match.index;
    const code = text.charCodeAt(at);
    if (code === GREATER) {
      pass.frames[pass.frames.length - 1] = CHILDREN;
      return pushText(skeleton, from, at + 1);
    }
    if (code === OPEN_BRACE) {
      pushText(skeleton, from, at);
      openBrace(pass, at, CONTAINER, at);
      return at + 1;
    }
    if (code === LESS) {
      pushText(skeleton, from, at);
      return openElement(pass, at);
    }
    if (code === SLASH) {
      const next = text.charCodeAt(at + 1);
      if (next === SLASH || next === STAR) {
        pushText(skeleton, from, at);
        const end = skipSpace(text, at);
        pushSpan(skeleton, at, end, COMMENT);
        return end;
      }
      const close = skipSpace(text, at + 1);
      if (text.charCodeAt(close) === GREATER) {
        pushText(skeleton, from, close + 1);
        return closeElement(pass, close + 1);
      }
    } else TAG_STOP.lastIndex = attributeEnd(skeleton, at, code);
  }
}

/**
 * End of an attribute's string: it has no escapes and may hold line ends. One that runs over a line end and stops right
 * before a word lost its closing quote, and ends at the opening quote of the next attribute.
 */
function attributeEnd(skeleton: Skeleton, at: number, quote: number): number {
  const { text } = skeleton;
  const end = text.indexOf(quote === DOUBLE_QUOTE ? '"' : "'", at + 1);
  const line = end < 0 || isWord(text.charCodeAt(end + 1)) ? lineEnd(text, at) : text.length;
  if (end >= 0 && end < line) return end + 1;
  noteDamage(skeleton, at, 'unterminated attribute');
  const close = text.indexOf('>', at);
  return close >= 0 && close < line ? close : line;
}

function pushText(skeleton: Skeleton, from: number, to: number): number {
  if (to > from) pushSpan(skeleton, from, to, JSX);
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
  const { skeleton } = pass;
  const { text } = skeleton;
  TEXT_STOP.lastIndex = from;
  const match = TEXT_STOP.exec(text);
  if (match === null) return pushText(skeleton, from, text.length);
  const at = match.index;
  if (text.charCodeAt(at) === OPEN_BRACE) {
    pushText(skeleton, from, at);
    openBrace(pass, at, CONTAINER, at);
    return at + 1;
  }
  const next = skipSpace(text, at + 1);
  if (text.charCodeAt(next) === SLASH) {
    const close = text.indexOf('>', next);
    const end = close < 0 ? text.length : close + 1;
    pushText(skeleton, from, end);
    return closeElement(pass, end);
  }
  pushText(skeleton, from, at);
  return openElement(pass, at);
}
