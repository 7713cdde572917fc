/**
 * How to read text that does not end: a comment without its end, a template whose quote is missing.
 *
 * A missing mark shows only much later, where the next one ends the text, and everything between is read inside out.
 * Lines that begin with a statement at the very left are the evidence of where it happened: templates and comments
 * hold such lines too, but then nothing else is wrong with the file.
 */

import type { Pass } from './pass.ts';
import { lineEnd, TEMPLATE } from './skeleton.ts';

const STATEMENT =
  /[\n\r](?:import|export|(?:async )?function|(?:abstract )?class|const|let|var|interface|type|enum|declare|module\.exports)\b/;
const INNER_COMMENT = /[\n\r][ \t]*\/\*/;
/** Longer comments are left as they are. */
const LONGEST = 20_000;

/**
 * End of the comment between `at` and `end` if its end mark was lost and it ran on to that of another comment: then a
 * comment begins on a line within it, after code. It ends with its last line that begins with a star, or with its
 * first line. Otherwise `end`. A comment that runs to the end of the text needs no second one, but a statement.
 */
export function plausibleCommentEnd(text: string, at: number, end: number, unended: boolean): number {
  if (end - at > LONGEST && !unended) return end;
  const comment = text.slice(at, Math.min(end, at + LONGEST));
  const bound = comment.search(unended ? STATEMENT : INNER_COMMENT);
  if (bound < 0) return end;
  let last = lineEnd(comment, 0);
  if (/^\r?\n?[ \t]*\*/.test(comment.slice(last, last + 200))) {
    for (const match of comment.slice(0, bound).matchAll(/[\n\r][ \t]*\*[^\n\r]*/g)) {
      if (match.index > last + 1) break;
      last = match.index + match[0].length;
    }
  } else if (!/^\/\*+!?[ \t]*[^\s*]/.test(comment)) return end;
  return comment.slice(last, bound).trim() !== '' || unended ? at + last : end;
}

const DOC_COMMENT = /[\n\r][ \t]*(?:\/\*\*|\*\/)/;
const INDENTED = /[\n\r][ \t]+(?:import|export|function|class|const|let|var|interface|type|enum|return|if|for) /;

/** What follows a template in code: a comma, a semicolon or a closing bracket, and then more on other lines. */
const AFTER_TEMPLATE = /[,;)\]}]+[ \t]*(?:\/\/[^\n\r]*)?[\n\r]/y;

/** The template text between `from` and `to` looks like the code between two templates. */
export function readsInsideOut(text: string, from: number, to: number): boolean {
  AFTER_TEMPLATE.lastIndex = from;
  return AFTER_TEMPLATE.test(text) && AFTER_TEMPLATE.lastIndex <= to;
}

/**
 * Back ticks that may be the stray one: the first that begins a template which reads inside out and the one before it,
 * those of the first templates that hold statements or doc comments, then those of the first that hold indented ones.
 */
export function suspectTicks({ skeleton, ticks, insideOut }: Pass): readonly number[] {
  const odd = new Set<number>();
  const strong = new Set<number>();
  const weak = new Set<number>();
  let piece = 0;
  let previous = -1;
  for (let i = 0; i < skeleton.spanStart.length && (strong.size < 3 || odd.size < Math.min(1, insideOut.length)); i++) {
    if (skeleton.spanKind[i] !== TEMPLATE) continue;
    const tick = ticks[piece++] ?? -1;
    if (odd.size === 0 && tick === insideOut[0]) {
      odd.add(tick);
      if (previous >= 0) odd.add(previous);
    }
    previous = tick;
    const text = skeleton.text.slice(skeleton.spanStart[i], skeleton.spanEnd[i]);
    if (STATEMENT.test(text) || DOC_COMMENT.test(text)) strong.add(tick);
    else if (weak.size < 2 && INDENTED.test(text)) weak.add(tick);
  }
  return [...odd, ...[...strong].slice(0, 3), ...weak];
}
