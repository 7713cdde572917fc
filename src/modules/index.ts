/**
 * Module identity: from a spelling to a module, from a module to a file, and back to a spelling.
 *
 * Resolution never needs its target to exist, because a deleted module is banned most of all. It first gives every
 * module that the spelling may name, from configuration alone; what exists is asked only of whoever needs to know.
 */
import type { LanguageId, ModuleKey, Tree } from '../types.ts';
import type { ModuleContext, Resolution } from './context.ts';
import { resolveEcmascript } from './ecmascript.ts';
import { fileOfEcmascript } from './ecmascript-files.ts';
import { realPath } from './links.ts';
import { fileOfPython, resolvePython } from './python.ts';
import type { SpecifierReading } from './url-specifier.ts';
import { locateVariant, PLATFORMS } from './variants.ts';

export { type ModuleContext, type Resolution, statedNames } from './context.ts';
export { unexplained } from './ecmascript.ts';
export { formatKey, keyOfFile, repositoryKey, sameKey, sourceExtension } from './key.ts';
export { followLinks, realKeys, realPath, realPathsBy, spellingsOf } from './links.ts';
export { withoutDots } from './path.ts';
export { dottedNames, joinPython, nameInNamespace } from './python.ts';
export { recordQuestions } from './questions.ts';
export { parseReference, type Reference, resolveReference } from './reference.ts';
export { ecmascriptShortcuts, pythonShortcuts, type Shortcuts } from './shortcuts.ts';
export { spellImport } from './spell.ts';
export { readingOf, type SpecifierReading, urlPath } from './url-specifier.ts';
export { moduleOfVariant } from './variants.ts';

/**
 * The modules that `specifier`, written in the file `from`, may name. Never throws, whatever the specifier.
 * @param reading `readingOf` the import that it stands in
 */
export function resolveImport(
  language: LanguageId,
  specifier: string,
  from: string,
  context: ModuleContext,
  reading: SpecifierReading = 'text',
): Resolution {
  if (language === 'py') return resolvePython(specifier, from, context);
  return resolveEcmascript(specifier, from, context, reading);
}

/** The file that holds a repository module; null for one from outside, a bare folder, or one that is gone. */
export function fileOf(key: ModuleKey, tree: Tree): string | null {
  if (key.external) return null;
  const file =
    key.language === 'py'
      ? fileOfPython(key, tree)
      : (fileOfEcmascript(key, tree) ??
        locateVariant({ path: key.path === '.' ? '' : key.path, kind: 'name' }, PLATFORMS, tree));
  return file === null ? null : realPath(file, tree);
}
