/**
 * `--format pretty`: findings for people. Each one is the place and the rule; the fact; why; what to write instead; the
 * source line with the span marked; the second places. Known debt takes one dim line each.
 *
 * What is printed for one finding is bounded, however long the line, the names or the list of places.
 */

import type { Paint } from '../text/colour.ts';
import { painter } from '../text/colour.ts';
import { clipText, escapeText } from '../text/escape.ts';
import { excerpt } from '../text/excerpt.ts';
import type { LineIndex } from '../text/lines.ts';
import { lineIndex } from '../text/lines.ts';
import { smallest } from '../text/lists.ts';
import { counted } from '../text/plural.ts';
import { FAILING, type Finding, type Place } from '../types.ts';
import { defineReporter, type ReportContext } from './define.ts';

/** Columns for the source line; with the line number in front that makes about 130. */
const SOURCE_WIDTH = 120;
/** Longest message, hint or owner. */
const TEXT_LIMIT = 400;
const RELATED_LIMIT = 8;
/** So many lines of a statement are shown. */
const HINT_LINES = 20;

/** One source at a time: findings are sorted by path. */
type LineOf = (finding: Finding) => string | undefined;

export const pretty = defineReporter({
  id: 'pretty',
  summary: 'for people: every finding with its source line and what to write instead',
  render(report, context) {
    const paint = painter(context.colour);
    const lineOf = lineReader(context.source);
    let text = '';
    let knownBefore = false;
    for (const finding of report.findings) {
      const known = !FAILING.has(finding.status);
      // Blocks stand apart, known findings stand together.
      if (text !== '' && !(known && knownBefore)) text += '\n';
      text += known ? oneLine(finding, paint) : block(finding, paint, lineOf);
      knownBefore = known;
    }
    return text === '' ? '' : `${text}\n`;
  },
});

function oneLine(finding: Finding, paint: Paint): string {
  return `${paint('dim', `${place(finding)}  ${finding.status}  ${finding.rule}  ${clipText(finding.message, TEXT_LIMIT)}`)}\n`;
}

function block(finding: Finding, paint: Paint, lineOf: LineOf): string {
  const tone = finding.severity === 'error' ? 'red' : 'yellow';
  const word = finding.severity === 'error' ? 'error' : 'warning';
  const status = finding.status === 'expired' ? ' (expired)' : '';
  const message = clipText(finding.message, TEXT_LIMIT);
  const lines = [
    `${paint('bold', place(finding))}  ${paint(tone, word + status)}  ${finding.rule}`,
    `  ${message}`,
    ...reason(finding, message).map((line) => `  ${line}`),
    ...hintLines(finding).map((line) => paint('green', `  ${line}`)),
    ...marked(finding, (marker) => paint(tone, marker), paint, lineOf),
    ...secondPlaces(finding).map((line) => paint('dim', `  ${line}`)),
    ...contact(finding).map((line) => paint('dim', `  ${line}`)),
  ];
  return `${lines.join('\n')}\n`;
}

/** What to write instead, a statement of several lines as it is to stand, but from the margin. */
function hintLines({ hint }: Finding): string[] {
  if (hint === null) return [];
  const [first = '', ...rest] = hint.split(/\r?\n/);
  const indents = rest.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length);
  const margin = smallest([...indents, TEXT_LIMIT]);
  const lines = [`→ ${first}`, ...rest.map((line) => `  ${line.slice(margin)}`)];
  const shown = lines.slice(0, HINT_LINES).map((line) => clipText(line, TEXT_LIMIT));
  const more = lines.length - shown.length;
  return more > 0 ? [...shown, `  … ${counted(more, 'more line')}`] : shown;
}

/** Why: where the concept lives. Nothing when the message, as shown, has said so already. */
function reason({ concept, canonical }: Finding, shown: string): string[] {
  if (concept === null || canonical === null) return [];
  const path = clipText(canonical.path, TEXT_LIMIT);
  if (shown.includes(path)) return [];
  const symbol = canonical.symbol === null ? '' : `#${clipText(canonical.symbol, TEXT_LIMIT)}`;
  return [`${clipText(concept, TEXT_LIMIT)} has one home: ${path}${symbol}`];
}

function marked(finding: Finding, paintMarker: (text: string) => string, paint: Paint, lineOf: LineOf): string[] {
  const line = lineOf(finding);
  if (line === undefined) return [];
  const end = finding.endLine === finding.line ? finding.endColumn - 1 : Number.POSITIVE_INFINITY;
  const { text, marker } = excerpt(line, finding.column - 1, end, SOURCE_WIDTH);
  const number = String(finding.line);
  return [
    `  ${paint('dim', `${number} │`)} ${text}`,
    `  ${paint('dim', `${' '.repeat(number.length)} │`)} ${paintMarker(marker)}`,
  ];
}

function secondPlaces({ related }: Finding): string[] {
  const shown = related
    .slice(0, RELATED_LIMIT)
    .map((other) => `${place(other)}  ${clipText(other.message, TEXT_LIMIT)}`);
  const rest = related.length - shown.length;
  return rest > 0 ? [...shown, `and ${rest} more (--format json lists them all)`] : shown;
}

function contact({ owner, link }: Finding): string[] {
  const parts = [...(owner === null ? [] : [`owner ${owner}`]), ...(link === null ? [] : [link])];
  return parts.length === 0 ? [] : [clipText(parts.join(' · '), TEXT_LIMIT)];
}

/** `path:line:column`, never cut: it is what editors and people jump by. */
function place({ path, line, column }: Place): string {
  return `${escapeText(path)}:${line}:${column}`;
}

/** Reads the first lines of findings, keeping the last source's line index. Undefined for what is not there. */
function lineReader(source: ReportContext['source']): LineOf {
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
