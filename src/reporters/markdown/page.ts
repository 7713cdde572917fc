/**
 * A report as a page of Markdown, as long as there is room: what fails first, then what is known, and how much is held back.
 */
import { counted } from '../../text/plural.ts';
import type { Finding, Report, Skipped } from '../../types.ts';
import type { ReportContext } from '../define.ts';
import { hintLine } from '../one-line.ts';
import { partedByStatus, worstFirst } from '../order.ts';
import { totalsOf } from '../totals.ts';
import { code, prose } from './escape.ts';

/** Rows of the table that counts findings. */
const MOST_TOTALS = 20;
/** Left free for the words that say what is held back. */
const RESERVE = 400;

/** For the summary of a step of GitHub Actions; nothing where there is no room for a page. */
export function jobSummary(report: Report, context: ReportContext, room: number): string {
  return room < 2 * RESERVE ? '' : pageOf(report, context, room);
}

/** @param room bytes of UTF-8 */
export function pageOf(report: Report, context: ReportContext, room: number): string {
  const { failing, known } = partedByStatus(report.findings);
  const page = pageWriter(room - RESERVE);
  page.add(`### ssot-guard: ${headline(report)}\n\n`);
  if (failing.length > MOST_TOTALS) page.add(totalsTable(failing));
  const shown = page.addRows(TABLE, worstFirst(failing).map(row), '\n');
  const shownKnown = known.length === 0 ? 0 : page.addRows(knownHead(known.length), known.map(row), '\n</details>\n');
  const unchecked = notChecked(context.unchecked);
  if (unchecked !== '') page.add(unchecked);
  const heldBack = failing.length - shown;
  const knownHeldBack = known.length - shownKnown;
  const notes = [
    ...(heldBack > 0 ? [`${counted(heldBack, 'finding')} held back: there is no more room`] : []),
    ...(knownHeldBack > 0 ? [`${counted(knownHeldBack, 'known finding')} held back`] : []),
  ];
  return page.text() + notes.map((note) => `\n_${note}._\n`).join('');
}

const TABLE = '| | rule | place | finding | write instead |\n| --- | --- | --- | --- | --- |\n';

function knownHead(known: number): string {
  return `<details><summary>${counted(known, 'known finding')}</summary>\n\n${TABLE}`;
}

function headline({ summary }: Report): string {
  const { errors, warnings, known, uncheckable, filesChecked } = summary;
  const found = [
    ...(errors > 0 ? [counted(errors, 'error')] : []),
    ...(warnings > 0 ? [counted(warnings, 'warning')] : []),
    ...(known > 0 ? [`${known} known`] : []),
    ...(uncheckable > 0 ? [`${uncheckable} unchecked`] : []),
  ];
  const files = counted(filesChecked, 'file');
  return found.length === 0 ? `${files} clean` : `${found.join(', ')} in ${files}`;
}

function row(finding: Finding): string {
  const { severity, rule, path, line, column, message } = finding;
  const hint = hintLine(finding);
  const cells = [severity === 'error' ? '❌' : '⚠️', rule, code(`${path}:${line}:${column}`), prose(message)];
  return `| ${[...cells, hint === null ? '' : code(hint)].join(' | ')} |\n`;
}

function totalsTable(findings: readonly Finding[]): string {
  const totals = totalsOf(findings);
  const rows = totals
    .slice(0, MOST_TOTALS)
    .map((total) => `| ${code(total.about)} | ${total.rule} | ${total.findings} | ${total.files} |\n`);
  const more = totals.length - rows.length;
  const rest = more > 0 ? `| … and ${more} more | | | |\n` : '';
  return `| ban | rule | findings | files |\n| --- | --- | --- | --- |\n${rows.join('')}${rest}\n`;
}

const MOST_FILES = 20;

function notChecked(files: readonly Skipped[]): string {
  if (files.length === 0) return '';
  const lines = files.slice(0, MOST_FILES).map(({ path, reason }) => `- ${code(path)}: ${prose(reason)}\n`);
  const more = files.length - lines.length;
  return `\nNot checked:\n\n${lines.join('')}${more > 0 ? `- … and ${more} more\n` : ''}`;
}

interface PageWriter {
  /** Adds a text if there is room for it. */
  add(text: string): void;
  /** Adds a head, as many rows as there is room for, and an end. @returns how many rows were added */
  addRows(head: string, rows: readonly string[], end: string): number;
  text(): string;
}

function pageWriter(room: number): PageWriter {
  const parts: string[] = [];
  let left = room;
  const take = (text: string): boolean => {
    const size = Buffer.byteLength(text);
    if (size > left) return false;
    parts.push(text);
    left -= size;
    return true;
  };
  return {
    add: (text) => void take(text),
    addRows(head, rows, end) {
      if (rows.length === 0 || !take(head)) return 0;
      left -= Buffer.byteLength(end);
      let added = 0;
      for (const one of rows) {
        if (!take(one)) break;
        added++;
      }
      parts.push(end);
      return added;
    },
    text: () => parts.join(''),
  };
}
