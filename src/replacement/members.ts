/**
 * A namespace whose uses are all seen (`ns.Name`): each member is replaced for itself, and where all of them are found in one
 * module the namespace becomes that module.
 */
import type { NamespaceUse } from '../types.ts';
import { type Replacement, type ReplacementQuestion, replacementFor } from './replacement.ts';

/** The replacement of a namespace by its members; null where there is none, or not every use of it is seen. */
export function throughMembers(question: ReplacementQuestion): Replacement | null {
  const { imported, throughNamespace } = question;
  const isNamespace = imported !== null && imported.name === '*' && imported.local !== null;
  if (!isNamespace || throughNamespace || imported.escapes !== undefined) return null;
  const names = new Set((imported.uses ?? []).flatMap(memberOf));
  if (names.size === 0) return null;
  const members = new Map<string, string>();
  const modules = new Set<string>();
  for (const name of names) {
    const member = { name, local: name, typeOnly: imported.typeOnly, start: imported.start, end: imported.end };
    const { to, proved } = replacementFor({
      ...question,
      name,
      imported: member,
      submodule: false,
      throughNamespace: true,
    });
    if (to === null || !proved || to.whole != null || to.symbol === 'default') return null;
    members.set(name, to.symbol ?? name);
    modules.add(to.module);
  }
  const [module = ''] = modules;
  if (modules.size !== 1) return null;
  return { hint: null, proved: true, refusal: null, to: { module, symbol: null }, members };
}

/** The member that a use takes first; a use that leads up from the module takes none of it. */
function memberOf({ name }: NamespaceUse): string[] {
  return name.startsWith('.') ? [] : [name.split('.', 1)[0] ?? name];
}
