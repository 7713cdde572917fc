/**
 * Members of a module that is used as a whole, where they are called otherwise in the module that takes its place: `ns.Old`,
 * `getattr(ns, "Old")`.
 */

import { skipSpace, trimSpace } from '../../languages/python/lexical.ts';
import { isName } from '../../languages/python/names.ts';
import type { RefusalReason } from '../../replacement/refusals.ts';
import { pushAll } from '../../text/lists.ts';
import type { ImportedName, ImportFact, NamespaceUse } from '../../types.ts';
import type { Change, Edit, SourceText } from '../change.ts';
import { boundIn, lookUp, namesOfFile } from './file-names.ts';

/** The edits of members, or why there are none. */
export type MemberEdits =
  | { readonly refusal: null; readonly edits: readonly Edit[] }
  | { readonly refusal: RefusalReason };

/** Whether any member has another name there. */
function renamesMembers({ members }: Pick<Change, 'members'>): boolean {
  return [...(members ?? [])].some(([here, there]) => here !== there);
}

/**
 * The edits of members.
 * @param moved those whose chains are rewritten as a whole, so that only what is named beside the namespace is left
 */
export function renameMembers(
  source: SourceText,
  changes: readonly Change[],
  moved: ReadonlySet<Change> = new Set(),
): MemberEdits {
  const edits: Edit[] = [];
  for (const change of changes) {
    const { fact, members } = change;
    const imported = change.imported ?? fact.names.find(({ name }) => name === '*') ?? null;
    if (imported === null || members === undefined || !renamesMembers(change)) continue;
    if (imported.escapes !== undefined || !isSeenWhole(source, fact, imported)) return { refusal: 'namespace' };
    for (const use of imported.uses ?? []) {
      if (moved.has(change) && isChain(source.text, use)) continue;
      const edit = renamed(source.text, use, members, imported);
      if (edit === null) return { refusal: 'form' };
      pushAll(edits, edit);
    }
  }
  return { refusal: null, edits };
}

function isChain(text: string, { start }: NamespaceUse): boolean {
  return text.charAt(trimSpace(text, start) - 1) === '.';
}

function renamed(
  text: string,
  use: NamespaceUse,
  members: ReadonlyMap<string, string>,
  { uses = [] }: ImportedName,
): Edit[] | null {
  const { start, name } = use;
  const [member = ''] = name.split('.', 1);
  const to = members.get(member) ?? member;
  if (to === member) return [];
  const end = start + member.length;
  // A literal that is written in pieces or with escapes is no name, and no call takes a keyword twice.
  const isWritten = text.slice(start, end) === member && isName(to);
  const isTwice = isKeyword(text, end) && uses.some((other) => other.name === to && isKeyword(text, other.end));
  return isWritten && !isTwice ? [{ start, end, text: to }] : null;
}

/** `patch.multiple(ns, Old=1)` */
function isKeyword(text: string, end: number): boolean {
  return /^\s*=(?!=)/.test(text.slice(end, end + 20));
}

/** Facts say of modules alone whether they are passed on, and a from-import may give anything. */
function isSeenWhole(source: SourceText, fact: ImportFact, imported: ImportedName): boolean {
  const { local } = imported;
  if (fact.form !== 'from-import' || local === null) return true;
  const file = namesOfFile(source, fact.statement);
  if (file === null) return false;
  const { code } = file;
  const places = code.places(local);
  const own = code.scopeAt(fact.statement.start);
  const bare = places.filter(({ scope, kind, attributes }) => {
    const binds = (at: number): boolean => boundIn(places, at) || file.importsOf(local).some((one) => one.scope === at);
    return kind === 'read' && attributes.length === 0 && lookUp(code, scope).find(binds) === own;
  });
  return bare.every(({ end }) => (imported.uses ?? []).some((use) => isBeside(source.text, end, use)));
}

/** `ns, "member"`: the member is named by the argument behind the namespace. */
function isBeside(text: string, end: number, use: NamespaceUse): boolean {
  const between = text.slice(skipSpace(text, end), use.start);
  return use.start > end && /^,\s*(?:\w+\s*=\s*)?(?:[rRuU]?(?:"{1,3}|'{1,3}))?$/.test(between);
}
