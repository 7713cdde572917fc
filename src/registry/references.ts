/**
 * References and paths as the registry writes them, while it is loaded: taken apart for validation, and seen from the
 * repository's top instead of a nested registry's folder. What a reference means is `modules/reference.ts`'s.
 */

import { parseReference } from '../modules/reference.ts';

/** A reference, cut but not yet judged: `module` keeps its prefix, `symbol` may be empty. */
export interface ReferenceParts {
  readonly module: string;
  readonly symbol: string | null;
}

/** Splits at the last `#` that is not the module's first character: `#ws/manager#X` is the module `#ws/manager`. */
export function splitReference(reference: string): ReferenceParts {
  const { prefix, rest } = splitPrefix(reference);
  const hash = rest.lastIndexOf('#');
  if (hash <= 0) return { module: reference, symbol: null };
  return { module: prefix + rest.slice(0, hash), symbol: rest.slice(hash + 1) };
}

/** `py:` or `js:`, if there is one. */
export function splitPrefix(module: string): { readonly prefix: string; readonly rest: string } {
  const prefix = /^(?:py|js):/.exec(module)?.[0] ?? '';
  return { prefix, rest: module.slice(prefix.length) };
}

/** Whether a module can only be a path of the repository. */
export function isRepositoryPath(module: string): boolean {
  return parseReference(module).kind === 'path';
}

/** The same module, seen from the repository's top instead of the folder `base`. Other spellings than paths stay. */
export function moduleFrom(base: string, module: string): string {
  if (base === '' || !isRepositoryPath(module)) return module;
  const { prefix, rest } = splitPrefix(module);
  return rest.startsWith('./') ? `${prefix}./${base}/${rest.slice(2)}` : `${prefix}${base}/${rest}`;
}

/** The same for a reference. */
export function referenceFrom(base: string, reference: string): string {
  const { module, symbol } = splitReference(reference);
  return symbol === null ? moduleFrom(base, module) : `${moduleFrom(base, module)}#${symbol}`;
}

/** A path, seen from the repository's top instead of the folder `base`; without a leading `./`. */
export function pathFrom(base: string, path: string): string {
  const plain = path.replace(/^(?:\.\/)+/, '');
  return base === '' ? plain : `${base}/${plain}`;
}
