/**
 * One module in place of another: whether everything that a file takes of the old one is seen to be in the new one.
 */
import { type PythonCode, readCode } from '../languages/python/code.ts';
import { type ModuleContext, perTree } from '../modules/context.ts';
import { exportsName, givenNames } from '../modules/exports.ts';
import { importsOf } from '../modules/habit.ts';
import { holdsName, originOf } from '../modules/origin.ts';
import { isLateImport } from '../modules/re-exports.ts';
import type { LanguageId, NamespaceUse } from '../types.ts';
import type { ReplacementQuestion } from './question.ts';
import type { RefusalReason } from './refusals.ts';

/**
 * Whether a module is seen to give a name: it exports it, or, for a string of Python, which names what a module holds and not
 * what it is meant to give (`patch("m.time.sleep")`), it binds it.
 */
export function isGivenBy(
  file: string,
  name: string,
  { fact, language, modules }: Pick<ReplacementQuestion, 'fact' | 'language' | 'modules'>,
): boolean {
  const isHeld = language === 'py' && fact.form === 'string' && !isLateImport(fact);
  return exportsName(file, name, modules) || (isHeld && holdsName(file, name, modules));
}

/** What speaks against another module in place of the whole old one; null: nothing. @param file the other module's */
export function doubtOfWhole(question: ReplacementQuestion, file: string | null): RefusalReason | null {
  const { imported, modules, fact } = question;
  if (file === null) return 'not-proved';
  // What is only loaded, or only named, is the module and nothing of it.
  if (imported === null) return null;
  // What binds nothing may be read for its uses all the same: `import('m').then((m) => m.X)`.
  const isNamespace = (imported.local !== null || imported.uses !== undefined) && fact.form !== 'export-from';
  const isPassedOn = mayBePassedOn(question);
  if (isNamespace && !isPassedOn) {
    const isGiven = (name: string): boolean =>
      exportsName(file, name, modules) || (question.language === 'py' && originOf(file, name, modules) !== null);
    return membersOf(imported.uses ?? []).every(isGiven) ? null : 'not-proved';
  }
  const before = question.file === null ? null : givenNames(question.file, modules);
  const now = before === null ? null : givenNames(file, modules);
  const isSame = before !== null && now !== null && [...before].every((name) => now.has(name));
  // A star must not bring more than before, either.
  if (isSame && (isNamespace || isPassedOn || now.size === before.size)) return null;
  return 'namespace';
}

/**
 * Whether a module may be handed on as a whole, so that what is used of it is not all seen. Facts do not tell of a module
 * that a package gives as a name: there each mention of it in the file must be a use of a member.
 */
function mayBePassedOn(question: ReplacementQuestion): boolean {
  const { imported, submodule, fact, from, modules, language } = question;
  if (imported === null || imported.escapes !== undefined) return imported !== null;
  if (!submodule || imported.local === null) return false;
  const text = modules.tree.read(from);
  if (text === undefined) return true;
  const name = imported.local.replaceAll(/[^\w]/g, '.');
  const bare = new RegExp(`(?<![\\w.])${name}(?!\\w|\\s*\\.\\s*[^\\W\\d])`, 'g');
  const memory = lastAsked(modules.tree);
  if (memory.file?.path !== from) memory.file = { path: from, mayUse: placesThatUse(from, text, language, modules) };
  const { mayUse } = memory.file;
  const { start, end } = fact.statement;
  return [...text.matchAll(bare)].some(({ index: at }) => (at < start || at >= end) && mayUse(at));
}

/** A file, and at which places of it a name may be a use of an import. */
interface AskedFile {
  readonly path: string;
  readonly mayUse: (at: number) => boolean;
}

/** The file that was asked for last: one may have many such imports. */
const lastAsked = perTree((): { file: AskedFile | null } => ({ file: null }));

/** Neither in an import, where a name is what something is called there, nor in a string or comment. */
function placesThatUse(
  path: string,
  text: string,
  language: LanguageId,
  modules: ModuleContext,
): (at: number) => boolean {
  const imports = importsOf(path, language, modules).map(({ statement }) => statement);
  let code: PythonCode | null = null;
  return (at) => {
    if (imports.some(({ start, end }) => start <= at && at < end)) return false;
    if (!/\.py[iw]?$/.test(path)) return true;
    code ??= readCode(text);
    return !code.isText(at);
  };
}

/** The members that are taken first; a use that leads up from the module takes none of it. */
function membersOf(uses: readonly NamespaceUse[]): string[] {
  return uses.flatMap(({ name }) => (name.startsWith('.') ? [] : [name.split('.', 1)[0] ?? name]));
}
