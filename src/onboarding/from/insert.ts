/**
 * Bans put into a registry that is there already: at the end of its list, everything else byte for byte as it was.
 */
import { getNodeValue, type Node, parseTree } from 'jsonc-parser';
import { banValue } from './collect.ts';
import type { TranslatedBan } from './define.ts';
import { banTexts } from './text.ts';

/** Those of the bans that a registry does not hold yet. */
export function missingBans(text: string, bans: readonly TranslatedBan[]): TranslatedBan[] {
  const root = parseTree(text, [], { allowTrailingComma: true });
  const held: unknown = listNode(root) === undefined ? [] : getNodeValue(listNode(root) as Node);
  const known = new Set((Array.isArray(held) ? held : [held]).map((one) => JSON.stringify(one)));
  return bans.filter((ban) => !known.has(JSON.stringify(banValue(ban))));
}

/**
 * The registry with these bans; null for a text that is no registry.
 * @param comments say where each comes from: not for a file that others read as plain JSON
 */
export function withBans(text: string, bans: readonly TranslatedBan[], comments: boolean): string | null {
  const root = parseTree(text, [], { allowTrailingComma: true });
  if (root?.type !== 'object') return null;
  const entries = banTexts({ bans })
    .map((entry) => (comments ? entry : entry.replace(/^ *\/\/.*\n/, '')))
    .join(',\n');
  const list = listNode(root);
  if (list === undefined) return insertedAt(text, root, `  "banned": [\n${entries}\n  ]`, '\n');
  if (list.type === 'array') return insertedAt(text, list, entries, '\n  ');
  const one = text.slice(list.offset, list.offset + list.length);
  return `${text.slice(0, list.offset)}[\n    ${one},\n${entries}\n  ]${text.slice(list.offset + list.length)}`;
}

function listNode(root: Node | undefined): Node | undefined {
  return root?.children?.find((member) => member.children?.[0]?.value === 'banned')?.children?.[1];
}

/** Behind the last part of an object or list. */
function insertedAt(text: string, parent: Node, added: string, behind: string): string {
  const last = parent.children?.at(-1);
  if (last === undefined) {
    const close = parent.offset + parent.length - 1;
    return `${text.slice(0, parent.offset + 1)}\n${added}${behind}${text.slice(close)}`;
  }
  const end = last.offset + last.length;
  return `${text.slice(0, end)},\n${added}${text.slice(end)}`;
}
