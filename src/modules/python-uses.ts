/**
 * Uses of what a Python import bound: `a.b.C` after the bound name, of which every step but the last may be a submodule.
 */
import type { ImportedName, ImportFact, NamespaceUse, Span } from '../types.ts';
import { joinPython } from './python.ts';

/** A use, read for the module that it starts at. */
export interface PythonUse {
  /** What its first step is looked up in; a module only if the imported name is one. */
  readonly module: string;
  readonly steps: readonly string[];
  /** It starts above the imported module: `a.c` after `import a.b`. */
  readonly isAbove: boolean;
}

/** What a use says. */
export function readUse({ name }: NamespaceUse, fact: ImportFact, imported: ImportedName): PythonUse {
  let above = 0;
  while (name[above] === '.') above++;
  const module = imported.name === '*' ? fact.specifier : joinPython(fact.specifier, imported.name);
  return {
    module: above === 0 ? module : module.split('.').slice(0, -above).join('.'),
    steps: name.slice(above).split('.'),
    isAbove: above > 0,
  };
}

/** Where one step of a use stands; the whole use for one in its middle where blanks or line ends stand between them. */
export function stepSpan({ start, end }: Span, steps: readonly string[], at: number): Span {
  const length = steps[at]?.length ?? 0;
  if (end - start !== steps.join('.').length) {
    if (at === 0) return { start, end: start + length };
    return { start: at === steps.length - 1 ? end - length : start, end };
  }
  const from = start + steps.slice(0, at).reduce((sum, step) => sum + step.length + 1, 0);
  return { start: from, end: from + length };
}
