/**
 * The concepts, one row each; a row opens, and has an address of its own.
 */
import type { Audit, ConceptAudit, Spelling } from '../audit.ts';
import { largest } from '../text/lists.ts';
import { badge, bar, type Child, code, h, linkTo, many, percentOf } from './dom.ts';
import { conceptId, findingsLink } from './overview.ts';
import { type Column, headCell, rowOf, table } from './table.ts';

export interface ConceptSection {
  readonly content: Child;
  /** Opens the concept of an address and goes there. @returns whether there is one */
  readonly open: (hash: string) => boolean;
}

export function conceptSection({ concepts }: Audit): ConceptSection {
  if (concepts.length === 0)
    return { content: h('p', { class: 'empty' }, 'The registry has no concepts.'), open: () => false };
  const rows = concepts.map(conceptRows);
  const content = h(
    'table',
    { role: 'table', class: 'concepts' },
    h('caption', {}, 'Every concept; open one for its spellings, homes, rules and statuses.'),
    h(
      'thead',
      { role: 'rowgroup' },
      h(
        'tr',
        { role: 'row' },
        COLUMNS.map(({ head, kind }) => headCell(head, kind ?? null)),
      ),
    ),
    h(
      'tbody',
      { role: 'rowgroup' },
      rows.flatMap(({ row, details }) => [row, details]),
    ),
  );
  const open = (hash: string): boolean => {
    const found = rows.find(({ row }) => row.id === hash.replace(/^#/, ''));
    found?.toggle(true);
    found?.row.scrollIntoView({ block: 'start' });
    found?.button.focus({ preventScroll: true });
    return found !== undefined;
  };
  return { content, open };
}

const COLUMNS: readonly Column<{ concept: ConceptAudit; button: HTMLElement }>[] = [
  { head: 'Concept', cell: ({ button }) => button },
  {
    head: 'Compliance',
    kind: 'wide',
    cell: ({ concept: { compliance: of } }) => [
      `${percentOf(of.clean, of.touching)} `,
      h('span', { class: 'muted' }, `${of.clean.toLocaleString('en-US')} of ${of.touching.toLocaleString('en-US')}`),
      bar(of.clean, of.touching, 'done'),
    ],
  },
  {
    head: 'Violations',
    kind: 'number',
    cell: ({ concept }) => findingsLink(concept.findings, { concept: concept.name ?? '' }),
  },
  { head: 'Files', kind: 'number', cell: ({ concept }) => concept.files },
  {
    head: 'Imports left',
    kind: 'number',
    cell: ({ concept: { imports } }) => [imports.left, h('span', { class: 'muted' }, ' of ', imports.total)],
  },
  { head: 'Spellings', kind: 'number', cell: ({ concept }) => concept.spellings.length },
  { head: 'Deadline', cell: ({ concept }) => h('span', { class: 'day' }, concept.deadline ?? '–') },
];

function conceptRows(concept: ConceptAudit, nth: number) {
  const detailsId = `concept-details-${nth}`;
  const button = h(
    'button',
    { type: 'button', class: 'opener', 'aria-expanded': 'false', 'aria-controls': detailsId, click: () => toggle() },
    concept.name ?? 'No concept',
  );
  const row = rowOf(COLUMNS, { concept, button });
  row.id = conceptId(concept.name);
  const cell = h('td', { role: 'cell', colspan: COLUMNS.length });
  const details = h('tr', { role: 'row', id: detailsId, class: 'details', hidden: true }, cell);
  const toggle = (isOpen = details.hidden): void => {
    if (isOpen && cell.childElementCount === 0) cell.append(detailsOf(concept));
    details.hidden = !isOpen;
    button.setAttribute('aria-expanded', String(isOpen));
  };
  return { row, details, button, toggle };
}

function detailsOf(concept: ConceptAudit): HTMLElement {
  const { description, canonical, owner, owners, link, definedIn, imports, rules, statuses, name } = concept;
  const homes = canonical.map(({ path, symbol }) => h('li', {}, code(symbol === null ? path : `${path}#${symbol}`)));
  const fact = (head: string, ...value: Child[]): Child => [h('dt', {}, head), h('dd', {}, value)];
  const tallies = (
    all: readonly { readonly findings: number; readonly word: string; readonly filter: object }[],
  ): Child =>
    all.length === 0
      ? 'none'
      : h(
          'ul',
          { class: 'bare' },
          all.map((one) =>
            h('li', {}, findingsLink([one.word, ' ', one.findings], { concept: name ?? '', ...one.filter })),
          ),
        );
  return h(
    'div',
    { class: 'detail' },
    description !== null && h('p', {}, description),
    h(
      'dl',
      {},
      canonical.length > 0 && fact('Home', h('ul', { class: 'bare' }, homes)),
      fact(
        'Imports',
        `${many(imports.canonical, 'canonical import')}, ${many(imports.left, 'violation')}, ${imports.excepted.toLocaleString('en-US')} excepted`,
      ),
      fact('Rules', tallies(rules.map(({ rule, findings }) => ({ word: rule, findings, filter: { rule } })))),
      fact('Status', tallies(statuses.map(({ status, findings }) => ({ word: status, findings, filter: { status } })))),
      fact('Owner', owner ?? (owners.length === 0 ? 'nobody' : owners.join(', '))),
      link !== null && fact('Read more', linkTo(link)),
      definedIn.length > 0 && fact('Defined in', manyPaths(definedIn)),
    ),
    spellings(concept.spellings),
  );
}

function manyPaths(paths: readonly string[]): Child {
  const list = h(
    'ul',
    { class: 'bare' },
    paths.map((path) => h('li', {}, code(path))),
  );
  return paths.length <= 5 ? list : h('details', {}, h('summary', {}, many(paths.length, 'file')), list);
}

function spellings(all: readonly Spelling[]): Child {
  if (all.length === 0) return h('p', { class: 'empty' }, 'Nobody imports it.');
  const most = largest(all.map(({ imports }) => imports));
  return table({
    caption: `${many(all.length, 'spelling')} in use, which is the concept’s fragmentation.`,
    rows: all,
    columns: [
      { head: 'Module', cell: ({ specifier }) => code(specifier) },
      { head: 'Name', cell: ({ name }) => (name === null ? h('span', { class: 'muted' }, 'the module') : code(name)) },
      { head: 'Way', cell: ({ way }) => badge(way, way === 'canonical' ? 'good' : way === 'banned' ? 'bad' : 'warn') },
      { head: 'Imports', kind: 'number', cell: ({ imports }) => imports },
      { head: 'Files', kind: 'number', cell: ({ files }) => files },
      {
        head: 'Share of the largest',
        kind: 'wide',
        cell: ({ imports, way }) => bar(imports, most, way === 'canonical' ? 'done' : 'left'),
      },
    ],
  });
}
