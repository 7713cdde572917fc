/**
 * Calls that give a module, `import_module("m")` and its like: what is done with the value. A name that it is given is as
 * good as `import m as name`; one that it does not get is read where the call stands.
 */

import { endsStatement } from './extents.ts';
import type { Scan } from './progress.ts';
import { currentScope, type ImportDraft, type NameDraft } from './state.ts';

const BOUND = /^([^\W\d]\w*)\s*(?::[^=]*)?=\s*$/;
const FROM_LIST = /[[(]\s*["']|fromlist\s*=\s*[[(]\s*\w/;

/** `__import__` with names to import gives the module, not its package; `rest` is what follows the literal in the call. */
export function hasFromList(rest: string): boolean {
  return FROM_LIST.test(rest);
}

/** Notes the call of a fact, whose end is known. */
export function noteLoaded({ text, state, statement }: Scan, fact: ImportDraft): void {
  const { start, end } = fact.statement;
  const { typeOnly, via, specifier } = fact;
  const isPackage = via === '__import__' && !hasFromList(text.slice(fact.end, Math.min(end, fact.end + 500)));
  const path = isPackage ? specifier.split('.').slice(1) : [];
  const before = start > statement && start - statement < 200 ? text.slice(statement, start) : '';
  const local = endsStatement(text, end) ? (BOUND.exec(before)?.[1] ?? null) : null;
  const name: NameDraft = { start: fact.start, end: fact.end, name: '*', local, typeOnly };
  if (local === null) state.loaded.push({ start, end, fact, name, path });
  else {
    fact.names.push(name);
    state.bindings.push({ local, path, isModule: true, name, scope: currentScope(state) });
  }
}
