/**
 * Tables. On a narrow screen each row becomes a block whose cells name their columns (style.css), which takes from the
 * elements what they are; so each states its role.
 */
import { append, type Child, formatted, h } from './dom.ts';

export interface Column<Row> {
  readonly head: string;
  readonly cell: (row: Row) => Child;
  readonly kind?: 'number' | 'wide';
}

export interface TableOptions<Row> {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  /** So many rows at first; a button shows the others. */
  readonly limit?: number;
}

/** A table of which the first column names the rows. */
export function table<Row>({ caption, columns, rows, limit = 12 }: TableOptions<Row>): HTMLElement {
  const body = h(
    'tbody',
    { role: 'rowgroup' },
    rows.slice(0, limit).map((row) => rowOf(columns, row)),
  );
  const heads = columns.map(({ head, kind }) => headCell(head, kind ?? null));
  const whole = h(
    'table',
    { role: 'table' },
    h('caption', {}, caption),
    h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, heads)),
    body,
  );
  if (rows.length <= limit) return whole;
  const more = h(
    'button',
    { type: 'button', class: 'more', click: () => showAll() },
    `Show all ${formatted(rows.length)}`,
  );
  const showAll = (): void => {
    const rest = rows.slice(limit).map((row) => rowOf(columns, row));
    append(body, rest);
    const [first] = rest;
    first?.setAttribute('tabindex', '-1');
    first?.focus();
    more.remove();
  };
  return h('div', {}, whole, more);
}

export function headCell(content: Child, kind: string | null): HTMLElement {
  return h('th', { role: 'columnheader', scope: 'col', class: kind }, content);
}

export function rowOf<Row>(columns: readonly Column<Row>[], row: Row): HTMLTableRowElement {
  const cells = columns.map(({ head, cell, kind }, n) => {
    const isFirst = n === 0;
    const props = { class: kind ?? null, 'data-head': head };
    return isFirst
      ? h('th', { ...props, role: 'rowheader', scope: 'row' }, cell(row))
      : h('td', { ...props, role: 'cell' }, h('div', {}, cell(row)));
  });
  return h('tr', { role: 'row' }, cells);
}
