/**
 * All findings, filtered and sorted, a hundred at a time.
 */
import type { PageFinding } from '../page-data.ts';
import { badge, type Child, code, formatted, h, many, message, replaceChildren, unbroken } from './dom.ts';
import { EVERYTHING, type Filter, filtered, hashOf, SORT_KEYS, type SortKey } from './filter.ts';
import { type Column, headCell, rowOf } from './table.ts';

const PAGE = 100;

const COLUMNS: readonly (Column<PageFinding> & { readonly sort: SortKey | null })[] = [
  { head: 'Place', sort: 'place', cell: ({ path, line }) => code(`${path}:${line}`) },
  { head: 'Rule', sort: 'rule', cell: ({ rule }) => unbroken(rule) },
  { head: 'Concept', sort: 'concept', cell: ({ concept }) => unbroken(concept ?? '–') },
  {
    head: 'Severity',
    sort: 'severity',
    cell: ({ severity }) => badge(severity, severity === 'error' ? 'bad' : 'warn'),
  },
  {
    head: 'Status',
    sort: 'status',
    cell: ({ status }) => badge(status, status === 'expired' ? 'bad' : status === 'expiring' ? 'warn' : 'plain'),
  },
  { head: 'Owner', sort: 'owner', cell: ({ owners }) => (owners.length === 0 ? '–' : unbroken(owners.join(', '))) },
  {
    head: 'What',
    sort: null,
    kind: 'wide',
    cell: ({ message: told, hint }) => [
      h('p', {}, message(told)),
      hint !== null && h('p', { class: 'hint' }, message(hint)),
    ],
  },
];

type Choice = 'rule' | 'concept' | 'status' | 'severity' | 'owner';

export interface FindingSection {
  readonly content: Child;
  /** Shows what an address states. */
  readonly show: (filter: Filter) => void;
}

/** @param moved called with the address of what a person has chosen */
export function findingSection(all: readonly PageFinding[], moved: (hash: string) => void): FindingSection {
  let filter = EVERYTHING;
  let page = 0;
  const count = h('p', { role: 'status', class: 'count' });
  const body = h('tbody', { role: 'rowgroup' });
  const choose = (change: Partial<Filter>): void => {
    show({ ...filter, ...change });
    moved(hashOf(filter));
  };
  const controls = filterControls(all, choose);
  const heads = COLUMNS.map((column) =>
    sortHead(column, (sort) => choose({ sort, isDescending: filter.sort === sort && !filter.isDescending })),
  );
  const pages = pageButtons((by) => {
    page += by;
    render();
    table.scrollIntoView({ block: 'start' });
  });
  const table = h(
    'table',
    { role: 'table', class: 'findings' },
    h('caption', { class: 'unseen' }, 'Violations that the filters let through'),
    h(
      'thead',
      { role: 'rowgroup' },
      h(
        'tr',
        { role: 'row' },
        heads.map(({ cell }) => cell),
      ),
    ),
    body,
  );
  const render = (): void => {
    const found = filtered(all, filter);
    const last = Math.max(0, Math.ceil(found.length / PAGE) - 1);
    page = Math.min(page, last);
    const shown = found.slice(page * PAGE, (page + 1) * PAGE);
    replaceChildren(
      body,
      shown.map((one) => rowOf(COLUMNS, one)),
    );
    replaceChildren(count, countWords(found.length, all.length, page, shown.length));
    pages.show(page, last);
    for (const head of heads) head.show(filter);
  };
  const show = (next: Filter): void => {
    filter = next;
    page = 0;
    controls.show(filter);
    render();
  };
  show(EVERYTHING);
  if (all.length === 0) return { content: h('p', { class: 'empty' }, 'There is no violation.'), show };
  return { content: [controls.form, count, table, pages.nav], show };
}

function countWords(found: number, all: number, page: number, shown: number): string {
  const of = found === all ? many(all, 'violation') : `${formatted(found)} of ${many(all, 'violation')}`;
  if (found === shown) return `${of} shown`;
  return `${of}, ${formatted(page * PAGE + 1)} to ${formatted(page * PAGE + shown)} shown`;
}

function sortHead({ head, kind, sort }: (typeof COLUMNS)[number], choose: (sort: SortKey) => void) {
  if (sort === null) return { cell: headCell(head, kind ?? null), show: () => {} };
  const mark = h('span', { 'aria-hidden': 'true', class: 'order' });
  const button = h('button', { type: 'button', class: 'sort', click: () => choose(sort) }, head, mark);
  const cell = headCell(button, kind ?? null);
  const show = (filter: Filter): void => {
    const isChosen = filter.sort === sort;
    cell.setAttribute('aria-sort', isChosen ? (filter.isDescending ? 'descending' : 'ascending') : 'none');
    mark.textContent = isChosen ? (filter.isDescending ? '↓' : '↑') : '';
  };
  return { cell, show };
}

function pageButtons(go: (by: number) => void) {
  const back = h('button', { type: 'button', click: () => go(-1) }, 'Previous 100');
  const on = h('button', { type: 'button', click: () => go(1) }, 'Next 100');
  const where = h('span', {});
  const nav = h('nav', { class: 'pages', 'aria-label': 'Pages of violations' }, back, where, on);
  const show = (page: number, last: number): void => {
    nav.hidden = last === 0;
    back.disabled = page === 0;
    on.disabled = page === last;
    where.textContent = `page ${formatted(page + 1)} of ${formatted(last + 1)}`;
  };
  return { nav, show };
}

function filterControls(all: readonly PageFinding[], choose: (change: Partial<Filter>) => void) {
  const selects = [
    choice(
      'Rule',
      'rule',
      all.map(({ rule }) => rule),
      choose,
    ),
    choice(
      'Concept',
      'concept',
      all.map(({ concept }) => concept ?? ''),
      choose,
      'no concept',
    ),
    choice(
      'Severity',
      'severity',
      all.map(({ severity }) => severity),
      choose,
    ),
    choice(
      'Status',
      'status',
      all.map(({ status }) => status),
      choose,
    ),
    choice(
      'Owner',
      'owner',
      all.flatMap(({ owners }) => (owners.length === 0 ? [''] : owners)),
      choose,
      'nobody',
    ),
  ];
  const text = h('input', {
    id: 'filter-text',
    type: 'search',
    autocomplete: 'off',
    spellcheck: 'false',
    input: () => choose({ text: text.value }),
  });
  const folder = h('input', {
    id: 'filter-folder',
    type: 'search',
    list: 'folder-names',
    autocomplete: 'off',
    spellcheck: 'false',
    input: () => choose({ folder: folder.value }),
  });
  const folders = h(
    'datalist',
    { id: 'folder-names' },
    foldersOf(all).map((path) => h('option', { value: path })),
  );
  const order = h(
    'select',
    {
      id: 'filter-order',
      change: () => choose({ sort: SORT_KEYS[order.selectedIndex] ?? 'place', isDescending: false }),
    },
    SORT_KEYS.map((key) => h('option', {}, key)),
  );
  const form = h(
    'form',
    { class: 'filters', role: 'search', 'aria-label': 'Violations', submit: (event) => event.preventDefault() },
    field('Text', text, 'grow'),
    field('Folder', folder, 'grow'),
    folders,
    selects.map(({ element }) => element),
    field('Sort by', order, 'narrow-only'),
    h('button', { type: 'button', class: 'clear', click: () => choose(EVERYTHING) }, 'Clear'),
  );
  const show = (filter: Filter): void => {
    if (text.value !== filter.text) text.value = filter.text;
    if (folder.value !== filter.folder) folder.value = filter.folder;
    order.selectedIndex = SORT_KEYS.indexOf(filter.sort);
    for (const select of selects) select.show(filter);
  };
  return { form, show };
}

function field(label: string, control: HTMLElement, kind = ''): HTMLElement {
  return h('p', { class: `field ${kind}` }, h('label', { for: control.id }, label), control);
}

/** A choice among the values that there are, and all of them. */
function choice(
  label: string,
  key: Choice,
  values: readonly string[],
  choose: (change: Partial<Filter>) => void,
  none = '',
) {
  const options = [...new Set(values)].sort();
  const select = h(
    'select',
    { id: `filter-${key}`, change: () => choose({ [key]: options[select.selectedIndex - 1] ?? null }) },
    h('option', {}, 'any'),
    options.map((option) => h('option', {}, option === '' ? none : option)),
  );
  const show = (filter: Filter): void => {
    const wanted = filter[key];
    // An address may name what is not there: then nothing is found, and the choice is empty.
    select.selectedIndex = wanted === null ? 0 : options.includes(wanted) ? options.indexOf(wanted) + 1 : -1;
  };
  return { element: field(label, select), show };
}

/** Folders of findings and those above them. */
function foldersOf(all: readonly PageFinding[]): string[] {
  const folders = new Set<string>();
  for (const { path } of all)
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      if (folders.has(path.slice(0, end))) break;
      folders.add(path.slice(0, end));
    }
  return [...folders].sort();
}
