/**
 * How sure it is that a statement has run: whether it stands in the body of its scope itself, or under a condition.
 */
import type { PythonCode } from '../../languages/python/code.ts';
import { columnOf, lineEnd, skipBlanks, skipLineBreak, skipSpace } from '../../languages/python/lexical.ts';
import type { Span } from '../../types.ts';
import { lineStart } from './place.ts';

/** The column of a statement; one more than its line's for one that does not begin its line, as in a suite. */
export function columnAt({ text }: PythonCode, { start }: Span): number {
  const first = skipBlanks(text, lineStart(text, start));
  return columnOf(text, Math.min(first, start)) + (first < start ? 1 : 0);
}

/** The column of the statements that run whenever a scope's body does. */
export function bodyColumn(code: PythonCode, scope: number): number {
  if (scope === 0) return 0;
  const start = skipSpace(code.text, code.headerEnd(scope) + 1);
  return columnAt(code, { start, end: start });
}

/** From a statement to the end of its block, or of its line for one that stands in a suite on a header's line. */
export function blockBehind(code: PythonCode, statement: Span): Span {
  const { text } = code;
  const column = columnAt(code, statement);
  const isInline = skipBlanks(text, lineStart(text, statement.start)) < statement.start;
  let end = lineEnd(text, statement.end);
  while (!isInline && end < text.length) {
    const next = skipLineBreak(text, end);
    const first = skipBlanks(text, next);
    const isBlank = first >= text.length || '\r\n#'.includes(text.charAt(first)) || code.isText(first);
    if (!isBlank && columnOf(text, first) < column) break;
    end = lineEnd(text, next);
  }
  return { start: statement.start, end };
}

/** Two statements of which one has run when the other has: they stand in one block. */
export function isInOneBlock(code: PythonCode, one: Span, other: Span): boolean {
  const [first, second] = one.start < other.start ? [one, other] : [other, one];
  return columnAt(code, first) === columnAt(code, second) && second.start < blockBehind(code, first).end;
}
