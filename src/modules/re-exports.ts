/**
 * Which imports a module gives on to others: re-exports, and what it imports for itself and then exports.
 */
import type { ImportedName, ImportFact, LanguageFacts } from '../types.ts';

/**
 * Whether an import binds a name that the module gives on. In Python that is what `__all__` lists; where that is not
 * stated, or not all of it is seen, what a package's `__init__` imports at module scope under a public name and does not
 * use itself (as Ruff's F401, mypy and pyright have it), and what its `__getattr__` imports late.
 */
export function reExports(fact: ImportFact, imported: ImportedName, path: string, part: LanguageFacts): boolean {
  const { local } = imported;
  if (fact.form === 'export-from') return local !== null;
  if (isLateImport(fact)) return local !== null;
  if (local === null || fact.form === 'string' || fact.form === 'import-type') return false;
  if (part.language === 'js') return part.exports?.includes(local) === true && !isGivenOtherwise(local, part);
  if (fact.form !== 'from-import' || fact.nested === true) return false;
  return givesName(local, path, part) && (part.exports?.includes(local) === true || imported.used !== true);
}

/** Whether a module gives a name that it binds at module scope: what `__all__` lists, and in packages what is not hidden. */
export function givesName(name: string, path: string, { language, exports }: LanguageFacts): boolean {
  if (exports?.includes(name) === true) return true;
  if (language === 'js' || !isPackage(path) || (exports !== null && !exports.includes('*'))) return false;
  return !name.startsWith('_');
}

/** Something that a Python module gives when it is asked for, from a module that a string names (`__getattr__`). */
export function isLateImport({ form, via }: Pick<ImportFact, 'form' | 'via'>): boolean {
  return form === 'string' && via === '__getattr__';
}

/** The exported name comes from `export … from`, or is something else of this file: `exports.Api = trace(Api)`. */
function isGivenOtherwise(name: string, part: LanguageFacts): boolean {
  return (
    part.imports.some((fact) => fact.form === 'export-from' && fact.names.some(({ local }) => local === name)) ||
    part.definitions.some((d) => d.name === name && d.scope === 'module' && d.kind !== 'alias' && d.exported)
  );
}

/** A package's own file. */
function isPackage(path: string): boolean {
  return /(?:^|\/)__init__\.pyi?$/.test(path);
}
