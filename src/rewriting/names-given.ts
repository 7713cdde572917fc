/**
 * Names that others may come by through a file whose imports change.
 */
import { keyOfFile } from '../modules/index.ts';
import { isLateImport } from '../modules/re-exports.ts';
import type { FileFacts, ImportFact, LanguageFacts } from '../types.ts';
import type { FilePlan } from './file-to-fix.ts';

/**
 * What a file that is written gives on of what is fixed in it, by the words that others must hold to come by it: the names,
 * and for a default the module's own.
 */
export function namesGiven({ file, fixed, written }: FilePlan): string[] {
  if (written === null) return [];
  return fixed.flatMap(({ change }) => {
    const local = change?.imported?.local ?? null;
    if (change === null || local === null || !isGiven(change.fact, local, file.facts)) return [];
    return local === 'default' ? ownName(file.path) : [local];
  });
}

/** The last part of a module's name; none for one at the top. */
function ownName(path: string): string[] {
  const name = keyOfFile(path)?.path.split('/').at(-1) ?? '';
  return /^[.]?$/.test(name) ? [] : [name];
}

/** In Python whatever is imported at module scope; in JavaScript what is exported. */
function isGiven(fact: ImportFact, local: string, { parts }: FileFacts): boolean {
  if (fact.form === 'export-from' || isLateImport(fact)) return true;
  if (fact.nested === true || fact.form === 'string') return false;
  const isOf = ({ imports }: LanguageFacts): boolean => imports.some(({ start }) => start === fact.start);
  const part = parts.find(isOf);
  return part?.language === 'py' || part?.exports?.includes(local) === true;
}
