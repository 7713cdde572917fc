/**
 * The folder map: a tree of bars. A bar's length is a folder's share of all violations; what it holds opens below it.
 */
import type { Audit } from '../audit.ts';
import { bar, type Child, code, formatted, h, many } from './dom.ts';
import { type FolderNode, folderTree } from './folder-tree.ts';
import { findingsLink } from './overview.ts';

export function folderMap({ folders }: Audit): Child {
  if (folders.length === 0) return h('p', { class: 'empty' }, 'No folder holds a violation.');
  const tree = folderTree(folders);
  const all = tree.reduce((sum, { findings }) => sum + findings, 0);
  return [
    h(
      'p',
      { class: 'muted' },
      'Violations by folder, those below it included, and how many of its files that touch a concept have any.',
    ),
    listOf(tree, all, 0),
  ];
}

/** So many folders of one are shown at first. */
const SHOWN = 10;

function listOf(nodes: readonly FolderNode[], all: number, depth: number): HTMLElement {
  const list = h(
    'ul',
    { class: depth === 0 && 'map' },
    nodes.slice(0, SHOWN).map((node) => item(node, all, depth)),
  );
  const rest = nodes.slice(SHOWN);
  if (rest.length === 0) return list;
  const more = h('button', { type: 'button', class: 'more' }, `${formatted(rest.length)} more`);
  const last = h('li', {}, more);
  more.addEventListener('click', () => {
    const items = rest.map((node) => item(node, all, depth));
    for (const one of items) list.insertBefore(one, last);
    last.remove();
    items[0]?.querySelector<HTMLElement>('a')?.focus();
  });
  list.append(last);
  return list;
}

function item(node: FolderNode, all: number, depth: number): HTMLElement {
  const { label, path, findings, files, touching, below } = node;
  const words = h(
    'span',
    { class: 'folder' },
    findingsLink(code(path === '.' ? 'top of the repository' : label), { folder: path }),
    bar(findings, all, 'left'),
    h(
      'span',
      { class: 'numbers' },
      h('strong', {}, findings),
      ` ${findings === 1 ? 'violation' : 'violations'} · ${formatted(files)} of ${many(touching, 'file')}`,
    ),
  );
  words.style.setProperty('--depth', String(depth));
  if (below.length === 0) return h('li', {}, h('div', { class: 'row' }, h('span', { class: 'leaf' }), words));
  let list: HTMLElement | null = null;
  const opener = h('button', {
    type: 'button',
    class: 'twist',
    'aria-expanded': 'false',
    'aria-label': `Folders of ${path}`,
  });
  const folder = h('li', {}, h('div', { class: 'row' }, opener, words));
  const toggle = (isOpen: boolean): void => {
    if (list === null && isOpen) folder.append((list = listOf(below, all, depth + 1)));
    if (list !== null) list.hidden = !isOpen;
    opener.setAttribute('aria-expanded', String(isOpen));
  };
  opener.addEventListener('click', () => toggle(opener.getAttribute('aria-expanded') === 'false'));
  // what holds much of it is open from the start
  if (depth < 2 && findings > all / 3) toggle(true);
  return folder;
}
