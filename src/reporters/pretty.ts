/**
 * `--format pretty`: for the person whose commit was just stopped. A block for each statement and its cure; past thirty of
 * them a table of everything, and a number for what is held back; how to go on as the last line. Known debt is a number at
 * commit time, which the summary has, and else a dim line each.
 */

import type { Paint } from '../text/colour.ts';
import { painter } from '../text/colour.ts';
import { clipText } from '../text/escape.ts';
import { largest } from '../text/lists.ts';
import { counted } from '../text/plural.ts';
import { widthOf } from '../text/wrap.ts';
import type { Finding, Report, Scope } from '../types.ts';
import { defineReporter } from './define.ts';
import { partedByStatus, worstFirst } from './order.ts';
import { drawBlock, placeOf, TEXT_LIMIT } from './pretty/block.ts';
import { folded } from './pretty/fold.ts';
import { lineReader } from './pretty/lines.ts';
import { waysOut } from './pretty/ways-out.ts';
import { type Total, totalsOf } from './totals.ts';

/** So many blocks are shown; behind them stands the table. */
const MOST_BLOCKS = 30;
const MOST_ROWS = 20;
const MOST_KNOWN = 30;
/** Longest name in the table. */
const NAME_LIMIT = 60;

/** Scopes that look at a change, in which known debt is a number. */
const OF_A_CHANGE: ReadonlySet<Scope> = new Set(['staged', 'changed', 'since']);

export const pretty = defineReporter({
  id: 'pretty',
  summary: 'for people: every finding with its source line and what to write instead',
  render(report, context) {
    const paint = painter(context.colour);
    const { failing } = partedByStatus(report.findings);
    const blocks = folded(failing, context.cure);
    // Where some are held back, those that only warn are.
    const shown = blocks.length > MOST_BLOCKS ? folded(worstFirst(failing), context.cure) : blocks;
    const drawing = { paint, context, lineOf: lineReader(context.source) };
    const ways = waysOut(failing, context).map((line) => `${paint('dim', line)}\n`);
    const paragraphs = [
      ...shown.slice(0, MOST_BLOCKS).map((block) => drawBlock(block, drawing)),
      ...table(failing, shown.slice(MOST_BLOCKS).flat().length, paint),
      ...knownLines(report, paint),
      ...(ways.length > 0 ? [ways.join('')] : []),
    ];
    // The summary follows on another stream, behind a blank line or the ways out.
    return paragraphs.length === 0 ? '' : `${paragraphs.join('\n')}${ways.length > 0 ? '' : '\n'}`;
  },
});

/** Everything that was found, where not all of it is shown. */
function table(findings: readonly Finding[], heldBack: number, paint: Paint): string[] {
  if (heldBack === 0) return [];
  const totals = totalsOf(findings);
  const shown = totals.slice(0, MOST_ROWS);
  const width = Math.max(3, largest(shown.map(({ about }) => widthOf(clipText(about, NAME_LIMIT)))));
  const rest = totals.slice(MOST_ROWS);
  const lines = [
    paint('bold', `${'ban'.padEnd(width)}  findings  files`),
    ...shown.map((total) => row(total, width)),
    ...(rest.length > 0
      ? [paint('dim', `… and ${counted(rest.length, 'more row')} with ${counted(sum(rest), 'finding')}`)]
      : []),
    `${counted(heldBack, 'more finding')} not shown above; --format json has all of them`,
  ];
  return [`${lines.join('\n')}\n`];
}

function row({ about, rule, findings, files }: Total, width: number): string {
  const name = clipText(about, NAME_LIMIT);
  const padded = name + ' '.repeat(width - widthOf(name));
  return `${padded}  ${String(findings).padStart(8)}  ${String(files).padStart(5)}  ${rule}`;
}

function sum(totals: readonly Total[]): number {
  return totals.reduce((all, { findings }) => all + findings, 0);
}

/** Known debt, where the report is about more than a change. */
function knownLines({ scope, findings }: Report, paint: Paint): string[] {
  const { known } = partedByStatus(OF_A_CHANGE.has(scope) ? [] : findings);
  if (known.length === 0) return [];
  const more = known.length - MOST_KNOWN;
  const lines = [
    ...known.slice(0, MOST_KNOWN).map(knownLine),
    ...(more > 0 ? [`… and ${more} more known; --format json has all of them`] : []),
  ];
  return [lines.map((line) => `${paint('dim', line)}\n`).join('')];
}

function knownLine(finding: Finding): string {
  return `${placeOf(finding)}  ${finding.status}  ${finding.rule}  ${clipText(finding.message, TEXT_LIMIT)}`;
}
