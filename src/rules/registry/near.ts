/**
 * What was probably meant by a word that nothing in the tree is called by.
 */
import { dependencyNames, packageNameOf } from '../../modules/dependencies.ts';
import { dottedNames, ecmascriptShortcuts, keyOfFile, sourceExtension } from '../../modules/index.ts';
import { folderOf, lastSegment } from '../../modules/path.ts';
import { isLiteralGlob } from '../../text/globs.ts';
import { misspelled, nearest } from '../../text/nearest.ts';
import type { SelfCheck } from './input.ts';

/** Something that people take for a word, and in what it differs from it. */
export interface Lookalike {
  readonly word: string;
  readonly differs: string;
}

/** In what a word differs from one that looks the same, or nearly; null where it is another word, or the same. */
function difference(word: string, known: string): string | null {
  if (word === known) return null;
  const composed = known.normalize('NFC');
  if (composed === word.normalize('NFC'))
    return `the Unicode form of its letters (the tree has ${known === composed ? 'NFC' : 'NFD'})`;
  return composed.toLowerCase() === word.normalize('NFC').toLowerCase() ? 'upper and lower case' : null;
}

/** The first of some words that looks the same: the same letters composed otherwise, or in another case. */
export function lookalike(word: string, known: readonly string[]): Lookalike | null {
  const found = known.flatMap((one) => {
    const differs = difference(word, one);
    return differs === null ? [] : [{ word: one, differs }];
  });
  return found.find(({ differs }) => differs !== 'upper and lower case') ?? found[0] ?? null;
}

/** The same of a path, with or without its extension, or of a folder. */
export function lookalikePath(path: string, paths: readonly string[]): Lookalike | null {
  const depth = path.split('/').length;
  const own = sourceExtension(path) !== null;
  const known = paths.map((one) => {
    const cut = one.split('/').slice(0, depth).join('/');
    return own || cut !== one ? cut : stem(one);
  });
  return lookalike(path, [...new Set(known)]);
}

/** What is to be said of a path at which nothing stands: what it differs from, if anything, and what to do. */
export function missingPath(
  path: string,
  paths: readonly string[],
): { readonly differs: string; readonly hint: string } {
  const alike = lookalikePath(path, paths);
  if (alike === null) return { differs: '', hint: 'Correct the path, or add the file.' };
  return { differs: differing(alike), hint: `Write the path as the tree has it: ${JSON.stringify(alike.word)}` };
}

/** How a lookalike is told, behind what is missing. */
export function differing(alike: Lookalike | null): string {
  return alike === null ? '' : `; ${alike.word} differs from it in ${alike.differs} alone`;
}

/** The path of the tree that was probably meant: a near name in the same folder, or the same name in another one. */
export function nearPath(text: string, paths: readonly string[]): string | null {
  const folder = folderOf(text);
  const name = lastSegment(text);
  const stems = new Map<string, string>();
  for (const path of paths) {
    if (folderOf(path) === folder) stems.set(lastSegment(stem(path)), path);
    else if (path.startsWith(folder === '' ? '' : `${folder}/`)) {
      const below = path.slice(folder === '' ? 0 : folder.length + 1).split('/', 1)[0] ?? '';
      if (!stems.has(below)) stems.set(below, folder === '' ? below : `${folder}/${below}`);
    }
  }
  const near = nearest(name, stems.keys());
  if (near !== null) return stems.get(near) ?? null;
  return paths.find((path) => lastSegment(stem(path)) === name) ?? null;
}

function stem(path: string): string {
  return path.slice(0, path.length - (sourceExtension(path)?.text.length ?? 0));
}

/** Every dotted name of the tree's Python modules. */
export function knownDotted({ paths, modules }: SelfCheck): string[] {
  return paths.flatMap((path) => {
    const key = keyOfFile(path);
    return key === null || key.language !== 'py' ? [] : dottedNames(key, modules);
  });
}

/** A package that is nearly called so: one of the tree, or a dependency of one. */
export function nearPackage(specifier: string, { modules }: SelfCheck): string | null {
  const name = packageNameOf(specifier);
  if (name === null) return null;
  const own = ecmascriptShortcuts(modules).keys.flatMap(({ key }) =>
    isLiteralGlob(key) ? (packageNameOf(key) ?? []) : [],
  );
  const known = new Set([...dependencyNames(modules), ...own]);
  if (known.has(name)) return null;
  // In a scope of the tree's own nothing else is to be expected.
  const [scope] = name.split('/');
  const ofScope = own.filter((one) => name.startsWith('@') && one.startsWith(`${scope}/`));
  return misspelled(name, known) ?? nearest(name, ofScope);
}
