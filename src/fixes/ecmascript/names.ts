/**
 * How names are written: plain where they can be, else as strings; and the edits that give a listed name another.
 */
import type { ImportFact } from '../../types.ts';
import type { Edit } from '../change.ts';
import type { Entry } from './statement.ts';
import { tokensOf } from './tokens.ts';

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u;

/** The name can be written without quotes. */
export function isIdentifier(name: string): boolean {
  return IDENTIFIER.test(name);
}

/** A name as it stands in a list: as a string where it is no identifier. */
export function writtenName(name: string, quote: string): string {
  if (isIdentifier(name)) return name;
  return quote + name.replace(quote === '"' ? /["\\]/g : /['\\]/g, '\\$&') + quote;
}

/** The quote of a statement, for names beside its module. */
export function quoteOf({ quote }: ImportFact): '"' | "'" {
  return quote === '"' ? '"' : "'";
}

/** `name as local`, or `name` alone where that is what it is called here. */
export function renamed(name: string, local: string): string {
  return name === local ? name : `${name} as ${local}`;
}

/**
 * Gives a listed name another; its local name stays.
 * @param name as it is to be written
 */
export function entryEdits(text: string, { name, local }: Entry, wanted: string): readonly Edit[] {
  if (name.text === wanted) return [];
  if (name === local) return [{ ...spanOf(name), text: renamed(wanted, local.text) }];
  const between = tokensOf(text, { start: name.end, end: local.start });
  const isPlain = between?.every(({ kind }) => kind === 'word') === true;
  if (wanted === local.text && isPlain) return [{ start: name.start, end: local.end, text: wanted }];
  return [{ ...spanOf(name), text: wanted }];
}

function spanOf({ start, end }: { readonly start: number; readonly end: number }) {
  return { start, end };
}
