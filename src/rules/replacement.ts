/**
 * What to write instead of a banned name: the precedence of DESIGN's "Replacements", as one function.
 *
 * The `names` map, then the ban's `use`, then the canonical home in the importing file's language, else words only. A
 * replacement is direct when it is known to be the same thing under another address; otherwise the canonical's own
 * import line is offered as a pointer, and nothing may be rewritten automatically.
 */

import { languageOf } from '../languages/index.ts';
import { type ModuleContext, parseReference, type Reference, resolveImport, spellImport } from '../modules/index.ts';
import type { BanEntry } from '../registry/guard.ts';
import type { BannedName, Home, ImportedName, ImportFact, LanguageId } from '../types.ts';
import { importLine, plainImport } from './import-line.ts';
import { givesName } from './origin.ts';

export interface Replacement {
  readonly hint: string | null;
  /** The hint is the same code from another address, so it can be written without a person's judgement. */
  readonly direct: boolean;
}

export interface ReplacementQuestion {
  readonly entry: BanEntry;
  /** The entry of a `names` ban that matched. */
  readonly matched: BannedName | null;
  readonly language: LanguageId;
  readonly from: string;
  readonly fact: ImportFact;
  /** The imported name; null for a statement that names nothing. */
  readonly imported: ImportedName | null;
  /** The name as its module calls it, when that is not `imported.name` (a use through a namespace, a string). */
  readonly name: string | null;
  /** The module that is replaced, as the import writes it: for strings without the trailing symbol. */
  readonly specifier: string;
  /** The ban names this very module; false where it covers a folder above it. */
  readonly exact: boolean;
  /** What is imported is itself the banned module (`from pkg import sub`). */
  readonly submodule: boolean;
  readonly modules: ModuleContext;
}

/** The line to write instead, and whether it is provably the same thing. */
export function replacementFor(question: ReplacementQuestion): Replacement {
  const { entry, matched, language } = question;
  const mapped = matched?.replacement == null ? null : referenceIn(matched.replacement, language);
  if (mapped !== null) return direct(question, mapped, mapped.symbol ?? question.name);
  const used = entry.ban.use === null ? null : referenceIn(entry.ban.use, language);
  if (used !== null && question.submodule && question.exact && used.symbol === null)
    return submoduleInstead(question, used);
  if (used !== null) {
    const symbol = symbolThrough(question, used);
    if (symbol !== undefined) return direct(question, used, symbol);
    return pointer(question, spell(question, used), used.symbol);
  }
  const home = homeIn(entry.concept?.canonical ?? [], language);
  if (home === null) return { hint: null, direct: false };
  const reference: Reference = { language, kind: 'path', module: home.path, symbol: home.symbol };
  const module = spellHome(home, question.from, question.specifier, question.modules);
  const same = question.submodule
    ? false
    : question.name === null || question.name === '*'
      ? home.symbol === null
      : question.name === home.symbol || exports(question, reference, question.name);
  if (same) return write(question, module, question.name === '*' ? null : question.name);
  return pointer(question, module, home.symbol);
}

/** The canonical home that a file of this language imports from. */
export function homeIn(homes: readonly Home[], language: LanguageId): Home | null {
  return homes.find((home) => home.language === language) ?? null;
}

/** The module specifier of a home, for an importing file, in the style of the specifier that it replaces. */
export function spellHome(home: Home, from: string, like: string, modules: ModuleContext): string {
  return spellImport({ path: home.path, import: home.import }, from, like, modules);
}

/** The replacement's symbol; null keeps none (a module for a module); undefined when there is no direct one. */
function symbolThrough(question: ReplacementQuestion, used: Reference): string | null | undefined {
  const { name, entry } = question;
  if (!question.exact) return undefined;
  if (name === null || name === '*') return used.symbol === null ? null : undefined;
  if (used.symbol !== null) {
    const names = entry.ban.names;
    const only = names !== null && names.length === 1 && names[0]?.pattern === name;
    return only || name === used.symbol ? used.symbol : undefined;
  }
  // A module for a module keeps the name, unless the module can be seen not to give it.
  const file = fileOfReference(question, used);
  return file === null || givesName(file, name, question.modules) ? name : undefined;
}

/** `from pkg import old` → `from other import new as old`: a module for a module. */
function submoduleInstead(question: ReplacementQuestion, used: Reference): Replacement {
  const module = spell(question, used);
  const cut = module.lastIndexOf('.');
  const parent = cut <= 0 ? module.slice(0, cut + 1) || null : module.slice(0, module[cut - 1] === '.' ? cut + 1 : cut);
  const { fact, imported, language } = question;
  if (parent === null)
    return {
      hint: importLine(language, { ...fact, form: 'import' }, imported, { module, symbol: null }),
      direct: true,
    };
  return write(question, parent, module.slice(cut + 1));
}

function exports(question: ReplacementQuestion, reference: Reference, name: string): boolean {
  const file = fileOfReference(question, reference);
  return file !== null && givesName(file, name, question.modules);
}

function fileOfReference(question: ReplacementQuestion, reference: Reference): string | null {
  if (reference.kind === 'path') return question.modules.tree.has(reference.module) ? reference.module : null;
  return resolveImport(question.language, reference.module, question.from, question.modules).file;
}

function direct(question: ReplacementQuestion, to: Reference, symbol: string | null): Replacement {
  return write(question, spell(question, to), symbol === '*' ? null : symbol);
}

function write(question: ReplacementQuestion, module: string, symbol: string | null): Replacement {
  const { language, fact, imported } = question;
  return { hint: importLine(language, fact, imported, { module, symbol }), direct: true };
}

function pointer(question: ReplacementQuestion, module: string, symbol: string | null): Replacement {
  return {
    hint: `no direct replacement; the home is: ${plainImport(question.language, module, symbol, question.fact)}`,
    direct: false,
  };
}

function spell(question: ReplacementQuestion, to: Reference): string {
  if (to.kind === 'specifier') return to.module;
  return spellImport({ path: to.module, import: null }, question.from, question.specifier, question.modules);
}

/** A reference, unless it plainly belongs to the other language. */
function referenceIn(text: string, language: LanguageId): Reference | null {
  const reference = parseReference(text);
  const own = reference.language ?? (reference.kind === 'path' ? languageOf(reference.module) : null);
  return own === null || own === language ? reference : null;
}
