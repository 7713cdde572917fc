/**
 * An audit on a terminal: a page that somebody would paste into a status.
 */
import type { Audit } from '../../audit.ts';
import { type Paint, painter } from '../../text/colour.ts';
import { clipText } from '../../text/escape.ts';
import { largest } from '../../text/lists.ts';
import { widthOf, wrap } from '../../text/wrap.ts';
import { calledOf, type Section } from './section.ts';
import { sectionsOf } from './sections.ts';

export interface TextOptions {
  readonly colour: boolean;
  readonly columns: number;
  /** Sentences alone. */
  readonly isShort: boolean;
}

const TEXT_LIMIT = 400;
const GAP = '  ';

/** A sentence for each concept, then the parts. */
export function auditText(audit: Audit, { colour, columns, isShort }: TextOptions): string {
  const paint = painter(colour);
  const width = Math.max(40, columns);
  const sentences = audit.concepts.flatMap((one) => sentenceLines(one.name, one.sentence, width, paint));
  const parts = isShort ? [] : sectionsOf(audit).map((section) => sectionLines(section, width, paint));
  return [sentences, ...parts]
    .map((lines) => lines.map((line) => `${line}\n`).join(''))
    .filter(Boolean)
    .join('\n');
}

function sentenceLines(name: string | null, sentence: string, width: number, paint: Paint): string[] {
  const called = clipText(calledOf(name), 100);
  const [first = '', ...rest] = wrap(`${called}: ${clipText(sentence, TEXT_LIMIT)}`, width - GAP.length);
  const head = first.startsWith(called) ? `${paint('bold', called)}${first.slice(called.length)}` : first;
  return [head, ...rest.map((line) => GAP + line)];
}

function sectionLines({ title, head, rows, note }: Section, width: number, paint: Paint): string[] {
  const body =
    head.length === 0
      ? rows.flatMap(([line = '']) => itemLines(String(line), width))
      : tableLines(head, rows, width, paint);
  return [
    paint('bold', clipText(title, width)),
    ...body,
    ...(note === undefined ? [] : [paint('dim', `${GAP}${note}`)]),
  ];
}

function itemLines(text: string, width: number): string[] {
  const [first = '', ...rest] = wrap(clipText(text, TEXT_LIMIT), width - 2 * GAP.length);
  return [`${GAP}- ${first}`, ...rest.map((line) => `${GAP}${GAP}${line}`)];
}

/** Numbers stand at the right; the widest column of text gives way. */
function tableLines(head: readonly string[], rows: Section['rows'], width: number, paint: Paint): string[] {
  const cells = rows.map((row) => row.map((cell) => clipText(String(cell), TEXT_LIMIT)));
  const isNumber = head.map((_, at) =>
    rows.every((row) => typeof row[at] === 'number' || /^[+-]\d+$/.test(String(row[at]))),
  );
  const widths = head.map((title, at) => largest([widthOf(title), ...cells.map((row) => widthOf(row[at] ?? ''))]));
  const over = widths.reduce((sum, one) => sum + one + GAP.length, 0) - width;
  const widest = widths.indexOf(largest(widths));
  const limits = widths.map((one, at) => (at === widest && over > 0 ? Math.max(16, one - over) : one));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, at) => GAP + padded(cell, limits[at] ?? 0, isNumber[at] === true))
      .join('')
      .trimEnd();
  return [...(head.some(Boolean) ? [paint('dim', line(head))] : []), ...cells.map(line)];
}

/** In the middle of a path the beginning and the end tell most. */
function padded(cell: string, width: number, isRight: boolean): string {
  const taken = widthOf(cell);
  const blanks = ' '.repeat(Math.max(0, width - taken));
  if (taken <= width) return isRight ? blanks + cell : cell + blanks;
  const kept = width - 1;
  const front = Math.floor(kept / 3);
  const characters = [...cell];
  return `${characters.slice(0, front).join('')}…${characters.slice(characters.length - (kept - front)).join('')}`;
}
