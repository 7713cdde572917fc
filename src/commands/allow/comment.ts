/**
 * An exception as a comment: above the statement, above the finding's line, or at its end, whichever reads as one.
 */
import type { Edit } from '../../fixes/change.ts';
import { codeViewOf } from '../../fixes/code-view.ts';
import { dialectOf } from '../../languages/index.ts';
import { type LineIndex, lineIndex } from '../../text/lines.ts';
import type { Dialect } from '../../types.ts';
import type { Terms } from './terms.ts';
import type { Chosen } from './which.ts';

/** A change of one file. */
export interface Addition {
  readonly path: string;
  readonly bytes: Buffer;
  readonly dialect: Dialect | undefined;
  readonly edits: readonly Edit[];
  /** Lines that it puts above the finding in the finding's file. */
  readonly linesAbove: number;
}

/** The places for a comment, best first. */
export function commentsFor({ finding, raw, file, language, bytes, text }: Chosen, terms: Terms): Addition[] {
  const view = codeViewOf(file.path, text);
  const code = view?.text ?? text;
  const lines = lineIndex(code);
  const lineOf = (offset: number): number => lines.position(view?.back(offset) ?? offset).line;
  const sign = language === 'py' ? '#' : '//';
  const end = terms.until === null ? 'permanent' : `until=${terms.until}`;
  const comment = `${sign} ssot-allow ${finding.rule} ${end} reason="${terms.reason}"`;
  const [statement, own] = [lineOf(raw.statement.start), view === null ? finding.line : lineOf(raw.span.start)];
  const places = [
    above(code, lines, statement, comment),
    ...(statement === own ? [] : [above(code, lines, own, comment)]),
    behind(lines, own, comment),
  ];
  return places.flatMap((edit) => {
    const edits = view === null ? [edit] : view.inFile([edit]);
    if (edits === null) return [];
    const linesAbove = edits.reduce((sum, one) => sum + one.text.split(/\r\n|\r|\n/).length - 1, 0);
    return [{ path: file.path, bytes, dialect: dialectOf(file.path) ?? undefined, edits, linesAbove }];
  });
}

/** A line of its own, with the indentation and the line end of the line below. */
function above(text: string, lines: LineIndex, line: number, comment: string): Edit {
  const { start, end } = lines.line(line);
  const indentation = /^[ \t\f]*/.exec(text.slice(start, end))?.[0] ?? '';
  const lineEnd = /^(?:\r\n|\n|\r)/.exec(text.slice(end))?.[0] ?? (text.includes('\r\n') ? '\r\n' : '\n');
  return { start, end: start, text: `${indentation}${comment}${lineEnd}` };
}

function behind(lines: LineIndex, line: number, comment: string): Edit {
  const { end } = lines.line(line);
  return { start: end, end, text: `  ${comment}` };
}
