/**
 * One block: the place and the rule; the fact; why; what to write instead; the source with the spans marked; the second
 * places.
 *
 * What is printed for one block is bounded, however long the line, the names or the list of places.
 */
import type { Paint } from '../../text/colour.ts';
import { clipText, escapeText } from '../../text/escape.ts';
import { excerptOf } from '../../text/excerpt.ts';
import { hyperlink } from '../../text/hyperlink.ts';
import { smallest } from '../../text/lists.ts';
import { push } from '../../text/multimap.ts';
import { counted } from '../../text/plural.ts';
import { wrap } from '../../text/wrap.ts';
import type { Finding, Place } from '../../types.ts';
import type { ReportContext } from '../define.ts';
import { type Block, messagesOf } from './fold.ts';
import type { LineOf } from './lines.ts';

/** Longest message, hint or owner. */
export const TEXT_LIMIT = 400;
/** Of the other places fewer, and fewer words each. */
const RELATED_LIMIT = 8;
const RELATED_TEXT_LIMIT = 160;
/** So many lines of a statement are shown, of its source fewer. */
const HINT_LINES = 20;
const SOURCE_LINES = 4;
/** In a narrower terminal lines run over its edge. */
const LEAST_COLUMNS = 40;

export interface Drawing {
  readonly paint: Paint;
  readonly lineOf: LineOf;
  readonly context: ReportContext;
}

/** The lines of a block, a line feed behind each. */
export function drawBlock(block: Block, drawing: Drawing): string {
  const [finding] = block;
  const { paint } = drawing;
  const tone = finding.severity === 'error' ? 'red' : 'yellow';
  const word = finding.severity === 'error' ? 'error' : 'warning';
  const status = finding.status === 'expired' ? ' (expired)' : '';
  const messages = messagesOf(block).map((message) => clipText(message, TEXT_LIMIT));
  const wrapped = (text: string): string[] => wrap(text, widthFor(drawing)).map((line) => `  ${line}`);
  const dim = (lines: readonly string[]): string[] => lines.flatMap(wrapped).map((line) => paint('dim', line));
  // The summary counts findings, not blocks.
  const times = block.length > 1 ? `  ×${block.length}` : '';
  const lines = [
    `${paint('bold', linkedPlace(finding, drawing))}  ${paint(tone, word + status)}  ${finding.rule}${times}`,
    ...[...messages, ...reason(finding, messages.join(' '))].flatMap(wrapped),
    ...hintLines(finding).map((line) => paint('green', `  ${line}`)),
    ...marked(block, (marker) => paint(tone, marker), drawing),
    ...dim(secondPlaces(finding)),
    ...dim(contact(finding)),
  ];
  return `${lines.join('\n')}\n`;
}

function widthFor({ context }: Drawing): number {
  return Math.max(LEAST_COLUMNS, context.columns) - 2;
}

/** What to write instead, a statement of several lines as it is to stand, but from the margin. It is copied, so not wrapped. */
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

/** The lines of the source that the findings stand in, each with all spans marked. */
function marked(block: Block, paintMarker: (text: string) => string, drawing: Drawing): string[] {
  const byLine = new Map<number, Finding[]>();
  for (const finding of block) push(byLine, finding.line, finding);
  const shown = [...byLine].slice(0, SOURCE_LINES);
  const gutter = String(shown.at(-1)?.[0] ?? '').length;
  const lines = shown.flatMap(([number, ofLine]) => markedLine(number, ofLine, gutter, paintMarker, drawing));
  const more = byLine.size - shown.length;
  const rest = more > 0 && lines.length > 0 ? `  ${' '.repeat(gutter)} │ … ${counted(more, 'more line')}` : null;
  return rest === null ? lines : [...lines, drawing.paint('dim', rest)];
}

function markedLine(
  number: number,
  findings: readonly Finding[],
  gutter: number,
  paintMarker: (text: string) => string,
  drawing: Drawing,
): string[] {
  const { paint, lineOf } = drawing;
  const [first] = findings;
  const line = first === undefined ? undefined : lineOf(first);
  if (line === undefined) return [];
  const spans = findings.map(({ line: at, column, endLine, endColumn }) => ({
    start: column - 1,
    end: endLine === at ? endColumn - 1 : Number.POSITIVE_INFINITY,
  }));
  // Two more for the marks of what is cut.
  const { text, marker } = excerptOf(line, spans, widthFor(drawing) - gutter - 5);
  return [
    `  ${paint('dim', `${String(number).padStart(gutter)} │`)} ${text}`,
    `  ${paint('dim', `${' '.repeat(gutter)} │`)} ${paintMarker(marker)}`,
  ];
}

function secondPlaces({ related, relatedTotal }: Finding): string[] {
  const shown = related
    .slice(0, RELATED_LIMIT)
    .map((other) => `${placeOf(other)}  ${clipText(other.message, RELATED_TEXT_LIMIT)}`);
  const rest = (relatedTotal ?? related.length) - shown.length;
  return rest > 0 ? [...shown, `and ${rest} more`] : shown;
}

function contact({ owner, link }: Finding): string[] {
  const parts = [...(owner === null ? [] : [`owner ${owner}`]), ...(link === null ? [] : [link])];
  return parts.length === 0 ? [] : [clipText(parts.join(' · '), TEXT_LIMIT)];
}

/** `path:line:column`, never cut: it is what editors and people jump by. */
export function placeOf({ path, line, column }: Place): string {
  return `${escapeText(path)}:${line}:${column}`;
}

function linkedPlace(finding: Finding, { context }: Drawing): string {
  const address = context.link(finding);
  return address === null ? placeOf(finding) : hyperlink(address, placeOf(finding));
}
