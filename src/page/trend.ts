/**
 * The trend: charts for one concept or all, and the same numbers as a table.
 */
import type { Audit, History } from '../audit.ts';
import { drawCharts } from './chart.ts';
import { type Child, dayOf, formatted, h, many, replaceChildren, shortId } from './dom.ts';
import { ALL, deadlinesOf, type Series, type Subject, seriesOf } from './series.ts';
import { table } from './table.ts';

export interface TrendSection {
  readonly content: Child;
  /** Draws the charts, in the colours and the width of now. */
  readonly draw: () => void;
}

export function trendSection({ history, concepts }: Audit): TrendSection {
  if (history === null || history.points.length === 0) {
    const how = h('code', {}, 'ssot-guard audit --history <range> --html <file>');
    return { content: h('p', { class: 'empty' }, 'This page holds no history. ', how, ' adds it.'), draw: () => {} };
  }
  const subjects: readonly Subject[] = [ALL, ...concepts.map(({ name }) => name)];
  const charts = h('div', { class: 'charts', role: 'img' });
  const reading = h('p', { class: 'reading', 'aria-hidden': 'true' });
  const numbers = h('div', {});
  const select = h(
    'select',
    { id: 'trend-concept', change: () => show() },
    subjects.map((subject) => h('option', {}, subject === ALL ? 'All concepts' : (subject ?? 'no concept'))),
  );
  let remove = (): void => {};
  const chosen = (): Subject => subjects[select.selectedIndex] ?? null;
  const draw = (): void => {
    remove();
    const series = seriesOf(history, chosen());
    remove = drawCharts(charts, history, chosen(), (at) =>
      replaceChildren(reading, readingOf(series, at ?? series.days.length - 1, history, chosen())),
    );
    replaceChildren(reading, readingOf(series, series.days.length - 1, history, chosen()));
  };
  const show = (): void => {
    const series = seriesOf(history, chosen());
    charts.setAttribute('aria-label', described(series, history, chosen()));
    replaceChildren(numbers, numbersTable(series, history));
    draw();
  };
  charts.setAttribute('aria-label', described(seriesOf(history, ALL), history, ALL));
  replaceChildren(numbers, numbersTable(seriesOf(history, ALL), history));
  const content = [
    h(
      'p',
      { class: 'muted' },
      `${history.range}, every ${history.every}, judged by the registry of ${history.registry === 'today' ? 'today' : 'each day'}.`,
    ),
    h('p', { class: 'field inline' }, h('label', { for: 'trend-concept' }, 'Concept'), select),
    charts,
    reading,
    legend(),
    h('details', {}, h('summary', {}, 'The numbers as a table'), numbers),
  ];
  return { content, draw };
}

function legend(): HTMLElement {
  const entry = (kind: string, words: string): HTMLElement =>
    h('li', {}, h('span', { class: `swatch ${kind}`, 'aria-hidden': 'true' }), words);
  return h(
    'ul',
    { class: 'legend', 'aria-label': 'Legend' },
    entry('left', 'left'),
    entry('ahead', 'at the present rate'),
    entry('deadline', 'deadline'),
    entry('came', 'arrived'),
    entry('went', 'removed'),
  );
}

function readingOf(
  { left, arrivals, removals }: Series,
  at: number,
  { points, steps }: History,
  subject: Subject,
): string {
  const point = points[at];
  if (point === undefined) return '';
  const n = left[at] ?? null;
  const words = [
    `${point.day} · ${point.commit.slice(0, 9)}`,
    n === null ? `not judged: ${point.unjudged}` : `${formatted(n)} left`,
  ];
  const agents = subject === ALL ? (steps[at - 1]?.agentArrivals ?? 0) : 0;
  const byAgents = agents > 0 ? ` (${formatted(agents)} by agents)` : '';
  if (at > 0)
    words.push(`${formatted(arrivals[at] ?? 0)} arrived${byAgents}`, `${formatted(removals[at] ?? 0)} removed`);
  return words.join(' · ');
}

function described({ left, days }: Series, history: History, subject: Subject): string {
  const { points } = history;
  const judged = left.flatMap((n, at) => (n === null ? [] : [`${formatted(n)} on ${points[at]?.day}`]));
  const whole = `${many(days.length, 'commit')} of ${subject === ALL ? 'all concepts' : (subject ?? 'no concept')}`;
  const deadlines = deadlinesOf(history, subject).map(({ label }) => label);
  return [
    `Chart of what is left: ${whole}`,
    `from ${judged[0]} to ${judged.at(-1)}`,
    ...deadlines,
    'the numbers stand in the table below',
  ].join(', ');
}

function numbersTable({ left, arrivals, removals }: Series, { points, steps }: History): HTMLElement {
  const rows = points.map((point, at) => ({ point, at })).reverse();
  const share = ({ percent }: History['points'][number]['compliance']): string =>
    percent === null ? '–' : `${percent} %`;
  return table({
    caption:
      'What is left at each commit, and what came and went since the one before; the latest first. What agents brought, and compliance, are of all concepts.',
    limit: 30,
    rows,
    columns: [
      { head: 'Day', cell: ({ point }) => dayOf(point.day) },
      {
        head: 'Commit',
        cell: ({ point }) => [shortId(point.commit), point.unjudged !== null && ` not judged: ${point.unjudged}`],
      },
      { head: 'Left', kind: 'number', cell: ({ at }) => left[at] ?? '–' },
      { head: 'Arrived', kind: 'number', cell: ({ at }) => arrivals[at] ?? '–' },
      { head: 'Removed', kind: 'number', cell: ({ at }) => removals[at] ?? '–' },
      {
        head: 'By agents',
        kind: 'number',
        cell: ({ at }) => steps[at - 1]?.agentArrivals ?? '–',
      },
      { head: 'Unread or damaged', kind: 'number', cell: ({ point }) => point.filesUnread + point.filesDamaged },
      {
        head: 'Compliance',
        kind: 'number',
        cell: ({ point }) => (point.unjudged === null ? share(point.compliance) : '–'),
      },
    ],
  });
}
