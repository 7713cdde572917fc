/**
 * A receipt for people: one line for each concept with what is left of it, then what was not checked.
 */

import {
  type ConceptVerdict,
  LEFT_KINDS,
  type Left,
  type LeftKind,
  type NotChecked,
  type Receipt,
} from '../../receipt.ts';
import { type Paint, painter } from '../../text/colour.ts';
import { clipText, escapeText } from '../../text/escape.ts';
import { push } from '../../text/multimap.ts';
import { counted } from '../../text/plural.ts';

/** About so many places are shown of one concept, and so many lines of what was not checked; the rest is a number. */
const MOST_PLACES = 10;
const MOST_LINES = 12;
const TEXT_LIMIT = 200;

/** How one and several are called. */
const NOUNS: Readonly<Record<LeftKind, readonly [one: string, several: string]>> = {
  finding: ['finding', 'findings'],
  baseline: ['baseline entry', 'baseline entries'],
  exception: ['exception with an end', 'exceptions with an end'],
  'left-over': ['banned module that still gives something', 'banned modules that still give something'],
  unread: ['file that could not be checked', 'files that could not be checked'],
  damaged: ['file that does not read cleanly', 'files that do not read cleanly'],
  unexplained: ['beginning of names that nothing explains', 'beginnings of names that nothing explains'],
  'nothing-checked': ['no file was checked', 'no file was checked'],
};

/** @param quiet without what is finished, and without what was not checked */
export function receiptText({ concepts, notChecked }: Receipt, colour: boolean, quiet: boolean): string {
  const paint = painter(colour);
  const shown = concepts.filter(({ finished }) => !finished || !quiet);
  const lines = shown.flatMap((one) => [headOf(one, paint), ...placesOf([...one.left, ...one.mentions])]);
  return [...lines, ...(quiet ? [] : notCheckedLines(notChecked))].map((line) => `${line}\n`).join('');
}

function headOf({ name, finished, left, mentions }: ConceptVerdict, paint: Paint): string {
  const called = paint('bold', name === null ? '(without a concept)' : clipText(name, 100));
  const besides = mentions.length === 0 ? '' : `; ${counted(mentions.length, 'mention')} (--strict counts them)`;
  if (finished) return `${called}  ${paint('green', 'finished')}${besides}`;
  return `${called}  ${paint('red', 'not finished')}: ${leftWords(left)}${besides}`;
}

/** "3 findings (2 banned-import, 1 alias), 1 baseline entry". */
export function leftWords(left: readonly Left[]): string {
  const words = LEFT_KINDS.flatMap((kind) => {
    const of = left.filter((one) => one.kind === kind);
    if (of.length === 0) return [];
    const [one, several] = NOUNS[kind];
    if (kind === 'nothing-checked') return [one];
    return [`${of.length} ${of.length === 1 ? one : several}${kind === 'finding' ? ` (${ruleWords(of)})` : ''}`];
  });
  return words.join(', ');
}

/** By rule, and how many of them are known. */
function ruleWords(findings: readonly Left[]): string {
  const byRule = new Map<string, Left[]>();
  for (const one of findings) push(byRule, one.rule ?? '', one);
  const rules = [...byRule].sort(([a], [b]) => (a < b ? -1 : 1)).map(([rule, { length }]) => `${length} ${rule}`);
  const known = findings.filter(({ status }) => status === 'known' || status === 'expiring').length;
  return [rules.join(', '), ...(known === 0 ? [] : [`${known} known`])].join('; ');
}

/** Of many things the first few of each kind and rule. */
function placesOf(left: readonly Left[]): string[] {
  const placed = left.filter(({ kind }) => kind !== 'nothing-checked');
  const byKind = new Map<string, Left[]>();
  for (const one of placed) push(byKind, `${one.kind} ${one.rule ?? ''}`, one);
  const most = placed.length <= MOST_PLACES ? MOST_PLACES : Math.max(2, Math.floor(MOST_PLACES / byKind.size));
  const shown = [...byKind.values()].flatMap((of) => of.slice(0, most));
  const more = placed.length - shown.length;
  return [...shown.map(placeLine), ...(more === 0 ? [] : [`  and ${more} more`])];
}

function placeLine(one: Left): string {
  return `  ${placeOf(one)}${one.kind === 'finding' ? `${one.rule}  ` : ''}${clipText(one.message, TEXT_LIMIT)}`;
}

function placeOf({ path, line, column }: Left): string {
  if (path === null) return '';
  return `${[clipText(path, 200), line, column].filter((one) => one !== null).join(':')}  `;
}

function notCheckedLines({
  dynamicImports,
  excluded,
  notIncluded,
  skipped,
  unexplained,
  limits,
}: NotChecked): string[] {
  const lines = [
    dynamicImports === null ? 'imports whose module is computed at run time' : '',
    ...excluded
      .filter(({ files }) => files > 0)
      .map(({ pattern, files }) => `${counted(files, 'file')} excluded by ${pattern}`),
    notIncluded === 0 ? '' : `${counted(notIncluded, 'file')} that files.include leaves out`,
    ...skipped.map(({ reason, files }) => `${counted(files, 'file')}: ${reason}`),
    ...unexplained.map(
      ({ prefix, imports, files }) =>
        `${counted(imports, 'import')} in ${counted(files, 'file')} of ${JSON.stringify(prefix)}, which nothing explains`,
    ),
    ...limits.map(
      ({ concept, message, path, line }) => `${concept === null ? '' : `${concept}: `}${message} (${path}:${line})`,
    ),
  ].filter((line) => line !== '');
  const shown = lines.slice(0, MOST_LINES).map((line) => `  ${clipText(line, TEXT_LIMIT)}`);
  return ['not checked:', ...shown, ...(lines.length > MOST_LINES ? [`  and ${lines.length - MOST_LINES} more`] : [])];
}

/** The line that always comes last; without its line feed. */
export function receiptSummary({ counts, commit, finished }: Receipt, milliseconds: number): string {
  const parts = [
    `${finished ? 'finished' : 'not finished'} — ${counts.finished} of ${counted(counts.concepts, 'verdict')} finished`,
    ...(counts.left === 0 ? [] : [`${counts.left} left`]),
    `${counted(counts.filesChecked, 'file')} checked`,
    ...(counts.filesUnread === 0 ? [] : [`${counts.filesUnread} unread`]),
    ...(counts.filesDamaged === 0 ? [] : [`${counts.filesDamaged} damaged`]),
    `commit ${commit.slice(0, 12)}`,
  ];
  return `ssot-guard: ${parts.join(', ')} · ${Math.round(milliseconds)} ms`;
}

/** A JSON value of a receipt on one line. */
export function valueText(value: unknown): string {
  return value === undefined ? 'nothing' : clipText(JSON.stringify(value) ?? String(value), TEXT_LIMIT);
}

/** A field of a receipt. */
export function fieldText(field: string): string {
  return escapeText(clipText(field, TEXT_LIMIT));
}
