/**
 * What to make of text that does not end: a comment without its end, a template whose quote is missing.
 *
 * A missing mark shows only much later, where the next one is taken for it, and what lies between reads inside out.
 * Lines that begin with a statement at the very left are the evidence of where it happened: templates and comments
 * hold such lines too, but then nothing else is wrong with the file.
 */

import { lineEnd, type Skeleton, TEMPLATE } from './skeleton.ts';

const STATEMENT =
  /[\n\r](?:import|export|(?:async )?function|(?:abstract )?class|const|let|var|interface|type|enum|declare|module\.exports)\b/;
const INNER_COMMENT = /[\n\r][ \t]*\/\*/;
/** Comments that are longer are taken as they stand. */
const LONGEST = 20_000;

/**
 * End of the comment between `at` and `end` if its end mark was lost and it ran on to that of another comment: then a
 * comment begins on a line within it, with a statement before. It ends with its last line that begins with a star, or
 * with its first line. Otherwise `end`. A comment that runs to the end of the text needs no second one.
 */
export function plausibleCommentEnd(text: string, at: number, end: number, unended: boolean): number {
  if (end - at > LONGEST && !unended) return end;
  const comment = text.slice(at, Math.min(end, at + LONGEST));
  const inner = unended ? comment.length : comment.search(INNER_COMMENT);
  const statement = inner < 0 ? -1 : comment.search(STATEMENT);
  if (statement < 0 || statement > inner) return end;
  let last = lineEnd(comment, 0);
  const starred = /[\n\r][ \t]*\*/.test(comment.slice(0, statement + 1)) && /^\/\*\*?[ \t]*[\n\r]/.test(comment);
  if (!starred) return /^\/\*+[ \t]*[^\s*]/.test(comment) && statement === last ? at + last : end;
  for (const match of comment.slice(0, statement).matchAll(/[\n\r][ \t]*\*[^\n\r]*/g)) {
    if (match.index > last + 1) break;
    last = match.index + match[0].length;
  }
  return at + last;
}

/**
 * Back ticks that may be the odd one in a file whose last template never ends: those of the first templates that hold
 * statements, and the last one. `ticks` gives where each template began, piece by piece.
 */
export function suspectTicks(s: Skeleton, ticks: readonly number[], last: number): readonly number[] {
  const suspects: number[] = [];
  let piece = 0;
  for (let i = 0; i < s.spanStart.length && suspects.length < 3; i++) {
    if (s.spanKind[i] !== TEMPLATE) continue;
    const tick = ticks[piece++] ?? last;
    const known = suspects[suspects.length - 1] === tick;
    if (!known && STATEMENT.test(s.text.slice(s.spanStart[i], s.spanEnd[i]))) suspects.push(tick);
  }
  return suspects.includes(last) ? suspects : [...suspects, last];
}
