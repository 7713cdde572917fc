/**
 * References and paths as the registry writes them, while it is loaded: taken apart for validation, and seen from the
 * repository's top instead of a nested registry's folder. What a reference means is `modules/reference.ts`'s.
 */

import { languageOf } from '../languages/index.ts';
import { parseReference } from '../modules/reference.ts';
import { refuseNameGlob } from '../text/globs.ts';

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

/** A ban's value: the module, and the name in it, or glob over names, that `path#C`, `path.py:C` or `a.b:C` states. */
export function splitBanValue(value: string): ReferenceParts {
  const { module, symbol } = splitReference(value);
  if (symbol !== null && isNames(symbol)) return { module, symbol };
  const { prefix, rest } = splitPrefix(value);
  const [, before, name] = /^(.+):([^:/.]+)$/.exec(rest) ?? [];
  if (before === undefined || name === undefined || !isNames(name)) return { module: value, symbol: null };
  if (languageOf(before) !== null) return { module: prefix + before, symbol: name };
  const isDotted = /^[\w.]+$/.test(before) && (before.includes('.') || prefix === 'py:');
  return isDotted && prefix !== 'js:' ? { module: `py:${before}`, symbol: name } : { module: value, symbol: null };
}

/** A name, or a glob over some. */
function isNames(text: string): boolean {
  const isOne =
    /^[\p{ID_Start}$_*?[{][\p{ID_Continue}$*?[\]{},!^\\-]*$/u.test(text) && !withoutBraces(text).includes(',');
  return isOne && refuseNameGlob(text) === null;
}

/** A glob without what stands in its braces. */
export function withoutBraces(glob: string): string {
  return glob.replace(/\{[^{}]*\}/g, '').replace(/\{[^{}]*\}/g, '');
}

/** What stands in a ban's value as a name of its module but is none; null where none stands there, or a fitting one. */
export function misnamed(value: string): string | null {
  if (splitBanValue(value).symbol !== null) return null;
  const { prefix, rest } = splitPrefix(value);
  const hash = rest.lastIndexOf('#');
  const behind = rest.slice(hash + 1);
  if (hash > 0 && !behind.includes('/') && languageOf(rest) === null) return behind;
  if (prefix === 'js:') return null;
  return /^[\w.]*[\w]:([\w.,*]*)$/.exec(prefix === 'py:' || rest.includes('.') ? rest : '')?.[1] ?? null;
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
