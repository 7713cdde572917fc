/**
 * The lines of the sources that findings stand in.
 */
import type { LineIndex } from '../../text/lines.ts';
import { lineIndex } from '../../text/lines.ts';
import type { Finding } from '../../types.ts';
import type { ReportContext } from '../define.ts';

/** The line that a finding begins in; undefined for what is not there. */
export type LineOf = (finding: Finding) => string | undefined;

/** Keeps one source at a time: findings are sorted by path. */
export function lineReader(source: ReportContext['source']): LineOf {
  let last: { readonly of: Finding; readonly text: string; readonly index: LineIndex } | undefined;
  return (finding) => {
    if (last?.of.path !== finding.path || last.of.pathBytes !== finding.pathBytes) {
      const text = source(finding);
      last = text === undefined ? undefined : { of: finding, text, index: lineIndex(text) };
    }
    if (last === undefined) return undefined;
    const { start, end } = last.index.line(finding.line);
    return start === end ? undefined : last.text.slice(start, end);
  };
}
