/**
 * What may be written as a name, and what an imported name is written as once it comes from elsewhere.
 */
import { isModuleName, isName } from '../../languages/python/names.ts';
import type { NewSource } from '../../replacement/import-line.ts';
import type { Edit } from '../change.ts';
import { commentsIn, type ListItem } from './list.ts';

/** The module and symbol can stand in a from-import. */
export function isImportable({ module, symbol }: NewSource): boolean {
  return isModuleName(module) && (symbol === null || isName(symbol));
}

/** How a name of a list reads under its new symbol: with `as`, where it was not so called. */
export function nameAfter(text: string, item: ListItem, symbol: string | null): string {
  const { imported, as } = item;
  const written = text.slice(imported.start, imported.end);
  const name = symbol === null || symbol === imported.name ? written : symbol;
  const local = as === null ? written : text.slice(as.start, as.end);
  return isPlain(item, symbol ?? imported.name) ? local : `${name} as ${local}`;
}

/** No `as` is needed; `X as X`, by which a name is given on, stays as it is. */
function isPlain({ imported, as }: ListItem, symbol: string): boolean {
  return imported.local === symbol && (as === null || imported.name !== imported.local);
}

/** The edits that make of a name of a list what `nameAfter` says, and lose no comment. */
export function nameEdits(text: string, item: ListItem, symbol: string | null): Edit[] {
  const { imported, as, start, end } = item;
  if (symbol === null || symbol === imported.name) return [];
  const isWhole = as === null || (isPlain(item, symbol) && commentsIn(text, start, end).length === 0);
  return [isWhole ? { start, end, text: nameAfter(text, item, symbol) } : { start, end: imported.end, text: symbol }];
}
