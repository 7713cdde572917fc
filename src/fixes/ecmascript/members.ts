/**
 * The members that a file uses of a namespace, under their new names.
 */
import { DOT, QUESTION } from '../../languages/ecmascript/characters.ts';
import { literalAt, skipSpace } from '../../languages/ecmascript/skeleton.ts';
import type { ImportedName, NamespaceUse, Span } from '../../types.ts';
import type { Change } from '../change.ts';
import { type Edits, joined, replacing } from './edits.ts';
import { markBefore } from './layout.ts';
import { isIdentifier, writtenName } from './names.ts';

/** The edits of all uses; null where one is written in a way that cannot keep a new name. */
export function memberEdits(text: string, { fact, imported, members }: Change): Edits {
  if (imported === null || members === undefined) return [];
  const uses = (imported.uses ?? []).map((use): Edits => {
    const name = members.get(use.name) ?? use.name;
    if (name === use.name) return [];
    // What takes a module's default without naming it, as `lazy(() => import('m'))` does.
    return use.start === fact.start ? null : useEdits(text, use, name);
  });
  return joined([...uses, closingTags(text, imported, members)]);
}

function useEdits(text: string, use: NamespaceUse, name: string): Edits {
  if (literalAt(text, use.start) !== undefined) return quotedEdits(text, use, use.name, name);
  if (text.slice(use.start, use.end) !== use.name) return null;
  const mark = markBefore(text, use.start);
  if (mark === '.') return isIdentifier(name) ? [replacing(use, name)] : null;
  return mark === '{' || mark === ',' ? keyEdits(text, use, name) : null;
}

/** `ns['Name']`, `spyOn(ns, 'Name')` */
function quotedEdits(text: string, { start, end }: Span, old: string, name: string): Edits {
  const isPlain = text.slice(start + 1, end - 1) === old && !/["'`\\\n\r]|\$\{/.test(name);
  return isPlain ? [{ start: start + 1, end: end - 1, text: name }] : null;
}

/** A key of a pattern: `{ Name }`, `{ Name: local }`, `{ Name = 1 }`. */
export function keyEdits(text: string, { start, end }: Span, name: string): Edits {
  const raw = text.slice(start, end);
  const key = writtenName(name, raw.startsWith('"') ? '"' : "'");
  if (text.charAt(skipSpace(text, end)) !== ':')
    return isIdentifier(raw) ? [{ start, end, text: `${key}: ${raw}` }] : null;
  const colon = /^\s*:\s*/.exec(text.slice(end))?.[0].length;
  const isSame = colon !== undefined && isIdentifier(name) && isVariable(text, end + colon, name);
  return [{ start, end: isSame ? end + colon + name.length : end, text: key }];
}

/** A variable of that name stands at an offset, and is all of the target. */
function isVariable(text: string, at: number, name: string): boolean {
  return text.startsWith(name, at) && !/[\w$.[(\\]/.test(text.charAt(skipSpace(text, at + name.length)));
}

/** The edits that give a member another name: `.Name`, `['Name']`. */
export function accessEdits(text: string, { start, end }: Span, old: string, name: string): Edits {
  if (literalAt(text, start) !== undefined) return quotedEdits(text, { start, end }, old, name);
  if (text.slice(start, end) !== old) return null;
  if (isIdentifier(name)) return [{ start, end, text: name }];
  if (text.charCodeAt(start - 1) !== DOT) return null;
  const isOptional = text.charCodeAt(start - 2) === QUESTION;
  return [{ start: isOptional ? start : start - 1, end, text: `[${writtenName(name, "'")}]` }];
}

/** Closing tags: `</ns.Name>` is no use of its own. Null where they are not those of the uses. */
function closingTags(text: string, { local, uses = [] }: ImportedName, members: ReadonlyMap<string, string>): Edits {
  if (local === null || !text.includes('</')) return [];
  const names = [...new Set(uses.map(({ name }) => name))];
  return joined(
    names.map((old) => {
      const name = members.get(old) ?? old;
      const closing = name === old ? [] : tagsOf(text, '</', local, old);
      if (closing.length === 0) return [];
      const opening = tagsOf(text, '<', local, old);
      const seen = new Set(uses.filter((use) => use.name === old).map(({ end }) => end));
      if (!opening.every((end) => seen.has(end)) || closing.length > opening.length || !isIdentifier(name)) return null;
      return closing.map((end) => ({ start: end - old.length, end, text: name }));
    }),
  );
}

/** Where the names of tags end that begin with a sign. */
function tagsOf(text: string, sign: string, local: string, name: string): readonly number[] {
  const escaped = [local, name].map((one) => one.replace(/\$/g, '\\$&'));
  const pattern = new RegExp(`${sign}\\s*${escaped.join('\\s*\\.\\s*')}(?![\\w$.])`, 'g');
  return [...text.matchAll(pattern)].map(({ 0: tag, index }) => index + tag.length);
}
