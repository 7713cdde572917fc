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

/** A ban's value: the module, and the name in it that `path#C` or `a.b:C` states. */
export function splitBanValue(value: string): ReferenceParts {
  const { module, symbol } = splitReference(value);
  if (symbol !== null && isName(symbol)) return { module, symbol };
  const { prefix, rest } = splitPrefix(value);
  const [, dotted, name] = /^([\w.]+):([^:/.]+)$/.exec(rest) ?? [];
  const isDotted = dotted !== undefined && (dotted.includes('.') || prefix === 'py:');
  if (!isDotted || prefix === 'js:' || name === undefined || !isName(name)) return { module: value, symbol: null };
  return { module: `py:${dotted}`, symbol: name };
}

function isName(text: string): boolean {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(text);
}

/** What begins with `./`, seen from the repository's top; what other spellings mean is told by the tree. */
export function explicitFrom(base: string, text: string): string {
  const { prefix, rest } = splitPrefix(text);
  return base !== '' && rest.startsWith('./') ? `${prefix}./${base}/${rest.slice(2)}` : text;
}

/** The same module, seen from the repository's top instead of the folder `base`. Other spellings than paths stay. */
export function moduleFrom(base: string, module: string): string {
  if (base === '' || !isRepositoryPath(module)) return module;
  const { prefix, rest } = splitPrefix(module);
  return rest.startsWith('./') ? `${prefix}./${base}/${rest.slice(2)}` : `${prefix}${base}/${rest}`;
}

/** A path, seen from the repository's top instead of the folder `base`; without a leading `./`. */
export function pathFrom(base: string, path: string): string {
  const plain = path.replace(/^(?:\.\/)+/, '');
  return base === '' ? plain : `${base}/${plain}`;
}
