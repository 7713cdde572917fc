/**
 * Bans, exceptions, baseline, the work list, and what the numbers say nothing about.
 */
import type { Audit, BanAudit, ExceptionAudit } from '../audit.ts';
import type { PageFinding } from '../page-data.ts';
import { badge, type Child, code, dayOf, formatted, h, many, message, unbroken } from './dom.ts';
import { findingsLink } from './overview.ts';
import { table } from './table.ts';

export function bans({ bans: all }: Audit): Child {
  if (all.length === 0) return h('p', { class: 'empty' }, 'The registry bans nothing.');
  return table({
    caption: 'What still imports or names each banned module, in the order of the registry.',
    rows: all,
    limit: 30,
    columns: [
      {
        head: 'Module',
        cell: ({ module, names }) => [
          code(module),
          names !== null && [' ', h('span', { class: 'muted' }, names.join(', '))],
        ],
      },
      { head: 'Concept', cell: ({ concept }) => unbroken(concept ?? '–') },
      { head: 'Importers', kind: 'number', cell: ({ importers }) => importers },
      { head: 'Imports', kind: 'number', cell: ({ imports }) => imports },
      { head: 'Strings', kind: 'number', cell: ({ strings }) => strings },
      { head: 'Mentions', kind: 'number', cell: ({ mentions }) => mentions },
      { head: 'State', cell: stateOf },
    ],
  });
}

function stateOf({ safeToDelete, exists, keptBy }: BanAudit): Child {
  if (safeToDelete) return badge('safe to delete', 'good');
  return exists ? (keptBy ?? 'nothing imports these names') : badge('gone', 'plain');
}

export function debts({ exceptions, baseline }: Audit): Child {
  return [
    h('h3', {}, 'Exceptions'),
    exceptions.length === 0 ? h('p', { class: 'empty' }, 'None.') : exceptionTable(exceptions),
    h('h3', {}, 'Baseline'),
    baseline.length === 0
      ? h('p', { class: 'empty' }, 'None.')
      : table({
          caption: 'Known debt by the day on which it ends.',
          rows: baseline,
          columns: [
            { head: 'Ends', cell: ({ until, expired }) => endOf(until, expired) },
            { head: 'Entries', kind: 'number', cell: ({ entries }) => entries },
            { head: 'Violations', kind: 'number', cell: ({ findings }) => findings },
            { head: 'Entries for nothing', kind: 'number', cell: ({ stale }) => stale },
          ],
        }),
  ];
}

function exceptionTable(exceptions: readonly ExceptionAudit[]): HTMLElement {
  return table({
    caption: 'By the day on which they end, permanent ones last.',
    rows: exceptions,
    columns: [
      { head: 'Ends', cell: ({ until, expired }) => (until === null ? 'permanent' : endOf(until, expired)) },
      { head: 'What', cell: ({ what }) => code(what) },
      { head: 'Concept', cell: ({ concept }) => unbroken(concept ?? '–') },
      { head: 'Reason', kind: 'wide', cell: ({ reason }) => reason },
      {
        head: 'Stated in',
        cell: ({ path, line, kind }) => [code(`${path}:${line}`), ' ', h('span', { class: 'muted' }, kind)],
      },
    ],
  });
}

function endOf(until: string, isExpired: boolean): Child {
  return [dayOf(until), ' ', isExpired && badge('over', 'bad')];
}

export function workList({ workList: lists }: Audit): Child {
  const own = (lists ?? []).filter(({ files }) => files.length > 0);
  if (own.length === 0) return h('p', { class: 'empty' }, 'Nothing to migrate.');
  return own.map(({ concept, files }) => [
    h('h3', {}, concept ?? 'No concept'),
    table({
      caption: `${many(files.length, 'file')}, those with the most violations times importers first.`,
      rows: files,
      limit: 10,
      columns: [
        { head: 'File', cell: ({ path }) => findingsLink(code(path), { text: path, concept: concept ?? '' }) },
        { head: 'Violations', kind: 'number', cell: ({ findings }) => findings },
        { head: 'Importers', kind: 'number', cell: ({ importers }) => importers },
        { head: 'Owners', cell: ({ owners }) => (owners.length === 0 ? '–' : owners.join(', ')) },
      ],
    }),
  ]);
}

/** @param mentions findings that are no violations */
export function notCounted({ notCounted: not, counts }: Audit, mentions: readonly PageFinding[]): Child {
  const fact = (head: string, value: Child): Child => [h('dt', {}, head), h('dd', {}, value)];
  const excluded = not.excluded.filter(({ files }) => files > 0);
  const facts = h(
    'dl',
    { class: 'wide' },
    fact('Damaged files', listOf(not.damaged.map(({ path, message }) => [code(path), ` ${message}`]))),
    fact('Unread files', listOf(not.unread.map(({ path, reason }) => [code(path), ` ${reason}`]))),
    fact('Skipped files', listOf(not.skipped.map(({ reason, files }) => `${formatted(files)} ${reason}`))),
    fact(
      'Excluded by the registry',
      listOf(excluded.map(({ pattern, files }) => [code(pattern), ` ${many(files, 'file')}`])),
    ),
    fact('Not included by the registry', many(not.notIncluded, 'file')),
    not.dynamicImports !== null && fact('Imports whose module is no constant', not.dynamicImports),
    fact(
      'Imports of which nothing says what they name',
      listOf(not.unexplained.map(({ prefix, imports }) => [code(prefix), ` ${many(imports, 'import')}`])),
    ),
    fact('Mentions of what is banned', `in ${many(counts.mentions, 'text file')}`),
  );
  if (mentions.length === 0) return facts;
  const mentionTable = table({
    caption: 'Text files that name what is banned.',
    rows: mentions,
    columns: [
      { head: 'Place', cell: ({ path, line }) => code(`${path}:${line}`) },
      { head: 'What', kind: 'wide', cell: ({ message: told }) => message(told) },
    ],
  });
  return [facts, h('h3', {}, 'Mentions'), mentionTable];
}

/** A long list is folded. */
function listOf(lines: readonly Child[]): Child {
  if (lines.length === 0) return 'none';
  const list = h(
    'ul',
    { class: 'bare' },
    lines.map((line) => h('li', {}, line)),
  );
  return lines.length <= 10 ? list : h('details', {}, h('summary', {}, many(lines.length, 'entry')), list);
}
