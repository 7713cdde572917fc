/**
 * What a lead asks first: how far, what is left of each concept, who has it, what was undone.
 */
import type { Audit, ConceptAudit, Trend } from '../audit.ts';
import { largest } from '../text/lists.ts';
import { badge, bar, type Child, dayOf, h, many, percentOf, shortId, unbroken, withDays } from './dom.ts';
import { EVERYTHING, hashOf } from './filter.ts';
import { table } from './table.ts';

export function conceptId(name: string | null): string {
  return `concept-${encodeURIComponent(name ?? '')}`;
}

/** A link that shows the findings of a filter. */
export function findingsLink(words: Child, filter: Partial<typeof EVERYTHING>): HTMLElement {
  return h('a', { href: hashOf({ ...EVERYTHING, ...filter }) }, words);
}

export function score({ compliance, counts, statuses }: Audit): Child {
  const { clean, touching, percent } = compliance;
  const share =
    percent === null
      ? [h('p', { class: 'figure' }, '–'), h('p', {}, 'No file touches a concept.')]
      : [
          h('p', { class: 'figure' }, String(percent), h('small', {}, ' %')),
          bar(clean, touching, 'done'),
          h('p', {}, h('strong', {}, clean), ` of ${many(touching, 'file')} that touch a concept comply`),
        ];
  const fact = (n: number, words: string, kind = ''): HTMLElement =>
    h('div', { class: `fact ${kind}` }, h('dt', {}, words), h('dd', {}, n));
  const of = (status: string): number =>
    statuses.reduce((sum, one) => sum + (one.status === status ? one.findings : 0), 0);
  const known = of('known') + of('expiring');
  return h(
    'div',
    { class: 'score' },
    h('div', { class: 'share' }, share),
    h(
      'dl',
      { class: 'facts' },
      fact(counts.findings, counts.findings === 1 ? 'violation' : 'violations', counts.findings > 0 ? 'bad' : 'good'),
      fact(counts.files, 'files with violations'),
      fact(of('new'), 'not in the baseline'),
      fact(known, 'known debt'),
      fact(counts.fixable, 'that “ssot-guard fix” rewrites'),
      fact(counts.expiredErrors, 'past their end date', counts.expiredErrors > 0 ? 'bad' : ''),
    ),
  );
}

export function sentences({ concepts, history }: Audit): Child {
  if (concepts.length === 0) return h('p', { class: 'empty' }, 'The registry has no concepts.');
  const card = (concept: ConceptAudit): HTMLElement => {
    const { name, sentence, compliance } = concept;
    const trend = history?.trends.find((one) => one.name === name) ?? null;
    return h(
      'li',
      { class: 'card' },
      h('h3', {}, h('a', { href: `#${conceptId(name)}` }, name ?? 'No concept'), ' ', lateBadge(concept, trend)),
      h('p', {}, withDays(sentence)),
      bar(compliance.clean, compliance.touching, 'done'),
      h(
        'p',
        { class: 'muted small' },
        `${many(compliance.clean, 'file')} of ${many(compliance.touching, 'file')} comply (${percentOf(compliance.clean, compliance.touching)})`.replace(
          /^([\d,]+) files? of/,
          '$1 of',
        ),
      ),
    );
  };
  return h('ul', { class: 'cards' }, concepts.map(card));
}

function lateBadge({ findings }: ConceptAudit, trend: Trend | null): Child {
  if (findings === 0) return badge('done', 'good');
  if (trend === null || trend.deadline === null) return null;
  if (trend.daysLate === null) return badge('no end in sight', 'bad');
  return trend.daysLate > 0 ? badge('late', 'bad') : badge('on time', 'good');
}

export function owners({ owners: all, history }: Audit): Child {
  const most = largest(all.map(({ findings }) => findings));
  const left =
    all.length === 0
      ? h('p', { class: 'empty' }, 'Nobody has anything left.')
      : table({
          caption: "Who has what left, by a concept's owner, else by CODEOWNERS. What several own counts for each.",
          rows: all,
          columns: [
            { head: 'Owner', cell: ({ owner }) => findingsLink(unbroken(owner ?? 'nobody'), { owner: owner ?? '' }) },
            { head: 'Violations', kind: 'number', cell: ({ findings }) => findings },
            { head: 'Files', kind: 'number', cell: ({ files }) => files },
            { head: 'Share of the largest', kind: 'wide', cell: ({ findings }) => bar(findings, most, 'left') },
          ],
        });
  return [h('h3', {}, 'Who has what left'), left, h('h3', {}, 'Who adds'), adders(history)];
}

function adders(history: Audit['history']): Child {
  if (history === null) return h('p', { class: 'empty' }, 'Known only with a history (audit --history).');
  if (history.adders.length === 0) return h('p', { class: 'empty' }, 'Nobody has added or removed anything.');
  return table({
    caption:
      'Authors by the violations that their commits brought and took away. Commits with an agent’s trailer stand apart.',
    rows: history.adders,
    columns: [
      { head: 'Author', cell: ({ name, byAgent }) => [name, ' ', byAgent && badge('with an agent', 'plain')] },
      { head: 'Added', kind: 'number', cell: ({ arrivals }) => arrivals },
      { head: 'Removed', kind: 'number', cell: ({ removals }) => removals },
      { head: 'Net', kind: 'number', cell: ({ arrivals, removals }) => signed(arrivals - removals) },
      { head: 'Commits', kind: 'number', cell: ({ commits }) => commits },
    ],
  });
}

function signed(n: number): string {
  return n > 0 ? `+${n.toLocaleString('en-US')}` : n.toLocaleString('en-US').replace('-', '−');
}

export function reversals({ history }: Audit): Child {
  if (history === null) return h('p', { class: 'empty' }, 'Known only with a history (audit --history).');
  if (history.reversals.length === 0) return h('p', { class: 'empty' }, 'Nothing that was decided has been undone.');
  return table({
    caption: 'What was decided, and then undone or put off; the oldest first.',
    rows: history.reversals,
    limit: 20,
    columns: [
      { head: 'Day', cell: ({ day }) => dayOf(day) },
      {
        head: 'What',
        cell: ({ kind, byAgent }) => [badge(kind.replace('-', ' '), 'warn'), ' ', byAgent && badge('agent', 'plain')],
      },
      { head: 'Concept', cell: ({ concept }) => unbroken(concept ?? '–') },
      { head: 'How', kind: 'wide', cell: ({ message }) => withDays(message) },
      { head: 'Commit', cell: ({ commit }) => shortId(commit) },
    ],
  });
}
