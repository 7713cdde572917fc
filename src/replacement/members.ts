/**
 * Names of one module that are replaced each for itself: of a namespace whose uses are all seen (`ns.Name`), which becomes
 * another module where all of them are found in one; and of a module that a string names.
 */
import type { NamespaceUse } from '../types.ts';
import type { NewSource } from './import-line.ts';
import { type Replacement, type ReplacementQuestion, replacementFor } from './replacement.ts';

/** The replacement of a namespace by its members; null where there is none, or not every use of it is seen. */
export function throughMembers(question: ReplacementQuestion): Replacement | null {
  const { imported, throughNamespace } = question;
  if (imported === null || imported.name !== '*' || throughNamespace || imported.escapes !== undefined) return null;
  const names = new Set((imported.uses ?? []).flatMap(memberOf));
  if (names.size === 0) return null;
  const members = new Map<string, string>();
  const modules = new Set<string>();
  for (const name of names) {
    const to = memberInstead(question, name);
    if (to === null || to.whole != null || to.symbol === 'default') return null;
    members.set(name, to.symbol ?? name);
    modules.add(to.module);
  }
  const [module = ''] = modules;
  if (modules.size !== 1) return null;
  return { hint: null, proved: true, refusal: null, to: { module, symbol: null }, members };
}

/** What one name of the module becomes, by the ban that speaks of it; null where that is not proved. */
export function memberInstead(question: ReplacementQuestion, name: string): NewSource | null {
  const { fact, imported } = question;
  const { start, end } = imported ?? fact;
  const member = { name, local: name, typeOnly: imported?.typeOnly ?? false, start, end };
  const { to, proved } = replacementFor({
    ...question,
    ...question.speaking(name),
    ...{ name, imported: member, submodule: false, throughNamespace: true },
  });
  return proved ? to : null;
}

/** The member that a use takes first; a use that leads up from the module takes none of it. */
function memberOf({ name }: NamespaceUse): string[] {
  return name.startsWith('.') ? [] : [name.split('.', 1)[0] ?? name];
}
