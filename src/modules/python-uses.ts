/**
 * Uses of what a Python import bound: `a.b.C` after the bound name, of which every step but the last may be a submodule.
 */
import type { ImportedName, ImportFact, NamespaceUse, Span } from '../types.ts';
import { joinPython } from './python.ts';

/** The module that uses of an imported name start at, if the name is one. */
export function usedModule(fact: ImportFact, imported: ImportedName): string {
  return imported.name === '*' ? fact.specifier : joinPython(fact.specifier, imported.name);
}

/** Where one step of a use stands; the whole use for one in its middle where blanks or line ends stand between them. */
export function stepSpan({ start, end, name }: NamespaceUse, steps: readonly string[], at: number): Span {
  const length = steps[at]?.length ?? 0;
  if (end - start !== name.length) {
    if (at === 0) return { start, end: start + length };
    return { start: at === steps.length - 1 ? end - length : start, end };
  }
  const from = start + steps.slice(0, at).reduce((sum, step) => sum + step.length + 1, 0);
  return { start: from, end: from + length };
}
