/**
 * Which imports a module gives on to others: re-exports, and what it imports for itself and then exports.
 */
import type { ImportedName, ImportFact, LanguageFacts } from '../types.ts';

/**
 * Whether an import binds a name that the module gives on. In Python that is what a package's `__init__` imports at
 * module scope, and what a literal `__all__` lists.
 */
export function reExports(fact: ImportFact, { local }: ImportedName, path: string, part: LanguageFacts): boolean {
  if (fact.form === 'export-from') return local !== null;
  if (local === null || fact.form === 'string' || fact.form === 'import-type') return false;
  if (part.language === 'js') return part.exports?.includes(local) === true && !isGivenOtherwise(local, part);
  if (fact.form !== 'from-import' || fact.nested === true) return false;
  return isPackage(path) || part.exports?.includes(local) === true;
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
