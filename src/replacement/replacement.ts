/**
 * What to write instead of a banned name: the precedence of DESIGN's "Replacements", as one function.
 *
 * The `names` map, then the ban's `use`, then the canonical home in the importing file's language, else words only. A
 * replacement is direct when it is known to be the same thing under another address; otherwise the canonical's own
 * import line is offered as a pointer, and nothing may be rewritten automatically.
 */

import { languageOf } from '../languages/index.ts';
import { type NoWay, ownThing, type Way, wayTo } from '../modules/borders.ts';
import { exportsName, homeSymbol } from '../modules/exports.ts';
import { type ModuleContext, type Reference, resolveImport, resolveReference } from '../modules/index.ts';
import type { BanEntry } from '../registry/matcher.ts';
import type { BannedName, Home, ImportedName, ImportFact, LanguageId } from '../types.ts';
import { homeIn, sourceOf } from './home-line.ts';
import { importLine, type NewSource, plainImport } from './import-line.ts';

export interface Replacement {
  readonly hint: string | null;
  /** The hint is the same code from another address, so it can be written without review. */
  readonly direct: boolean;
  /** What a direct one imports from where. */
  readonly to: NewSource | null;
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
  /** The imported thing is itself the banned module (`from pkg import sub`). */
  readonly submodule: boolean;
  /** The name is used through a namespace (`ns.Name`): what is to be written is an import of it, not of the namespace. */
  readonly throughNamespace: boolean;
  /** Python strings: what follows the name. */
  readonly rest: string | null;
  readonly modules: ModuleContext;
}

/** What wrote a reference that names a folder, whatever of it is then loaded: no module can be written in its place. */
const FOLDERS: ReadonlySet<string> = new Set(['import.meta.glob', 'import.meta.globEager', 'require.context']);

/** The line to write instead, and whether it is provably the same thing. */
export function replacementFor(question: ReplacementQuestion): Replacement {
  const { entry, matched, language } = question;
  if (FOLDERS.has(question.fact.via ?? ''))
    return { hint: 'leave this folder out of what is loaded here', direct: false, to: null };
  const mapped = matched?.replacement == null ? null : referenceIn(matched.replacement, question);
  if (mapped !== null) return atReference(question, mapped, mapped.symbol ?? question.name);
  const used = entry.ban.use === null ? null : referenceIn(entry.ban.use, question);
  if (used !== null && question.submodule && question.exact && used.symbol === null) {
    const way = wayToReference(question, used, null);
    return way.module === null ? { hint: way.why, direct: false, to: null } : submoduleInstead(question, way.module);
  }
  if (used !== null) {
    const symbol = symbolThrough(question, used);
    if (symbol !== undefined) return atReference(question, used, symbol);
    return pointer(question, wayToReference(question, used, used.symbol), 'instead there is');
  }
  const home = homeIn(entry.concept?.canonical ?? [], language);
  return home === null ? { hint: wordsOnly(entry), direct: false, to: null } : atHome(question, home);
}

/** From the canonical home: its own symbol, what its module is seen to export, a whole module for a whole module. */
function atHome(question: ReplacementQuestion, home: Home): Replacement {
  const { name, modules, from, specifier } = question;
  const way = wayTo(home, from, specifier, modules);
  const whole = name === null || name === '*';
  if (home.symbol === null && question.exact && question.submodule && way.module !== null)
    return submoduleInstead(question, way.module);
  if (question.submodule || (whole && (home.symbol !== null || !question.exact)))
    return pointer(question, way, 'the home is');
  if (whole || name === home.symbol || name === homeSymbol(home, modules)?.local) return onWay(question, way, name);
  // A barrel need not give everything that the canonical's own file gives.
  for (const gate of home.import === null ? [home] : [home, { ...home, import: null }]) {
    const other = wayTo({ ...gate, symbol: name }, from, specifier, modules);
    if (
      other.module !== null &&
      other.file !== null &&
      exportsName(other.file, other.leave?.name ?? 'default', modules)
    )
      return onWay(question, other, name);
  }
  return pointer(question, way, 'the home is');
}

/** The hint when there is no line to write; a ban's own message takes precedence. */
function wordsOnly({ ban, concept }: BanEntry): string | null {
  const [home] = concept?.canonical ?? [];
  if (home !== undefined) {
    return `no direct replacement in this language; the home is ${home.symbol === null ? home.path : `${home.path}#${home.symbol}`}`;
  }
  return ban.message === null ? 'no replacement is registered: remove it' : null;
}

/** The replacement's symbol; null keeps none (a module for a module); undefined when there is no direct one. */
function symbolThrough(question: ReplacementQuestion, used: Reference): string | null | undefined {
  const { name, entry } = question;
  if (!question.exact) return undefined;
  if (name === null || name === '*') return used.symbol === null ? null : undefined;
  if (used.symbol !== null) {
    const names = entry.ban.names;
    const only = names !== null && names.length === 1 && names[0]?.pattern === name;
    if (only || name === used.symbol) return used.symbol;
    return exports(question, used, name) ? name : undefined;
  }
  // A module for a module keeps the name, unless the module can be seen not to give it.
  const file = fileOfReference(question, used);
  return file === null || exportsName(file, name, question.modules) ? name : undefined;
}

/** `from pkg import old` → `from other import new as old`: a module for a module. */
function submoduleInstead(question: ReplacementQuestion, module: string): Replacement {
  const cut = module.lastIndexOf('.');
  const parent = cut <= 0 ? module.slice(0, cut + 1) || null : module.slice(0, module[cut - 1] === '.' ? cut + 1 : cut);
  const { fact, imported, language } = question;
  if (parent === null) {
    const to = { module, symbol: null };
    return { hint: importLine(language, { ...fact, form: 'import' }, imported, to), direct: true, to };
  }
  return write(question, { module: parent, symbol: module.slice(cut + 1) });
}

function exports(question: ReplacementQuestion, reference: Reference, name: string): boolean {
  const file = fileOfReference(question, reference);
  return file !== null && exportsName(file, name, question.modules);
}

function fileOfReference(question: ReplacementQuestion, reference: Reference): string | null {
  if (reference.kind === 'path') return fileAt(reference.module, question.modules);
  return resolveImport(question.language, reference.module, question.from, question.modules).file;
}

function fileAt(path: string, modules: ModuleContext): string | null {
  return modules.tree.has(path) ? path : null;
}

function atReference(question: ReplacementQuestion, to: Reference, symbol: string | null): Replacement {
  const name = symbol === '*' ? null : symbol;
  return onWay(question, wayToReference(question, to, name), name);
}

/** A reference that is a specifier is written as it stands, but in the package that it names. */
function wayToReference(question: ReplacementQuestion, to: Reference, symbol: string | null): Way | NoWay {
  const { from, specifier, modules, language } = question;
  if (to.kind === 'path') {
    return wayTo({ path: to.module, symbol, import: null, language }, from, specifier, modules);
  }
  const own = ownThing(to.module, symbol, language, from, modules);
  if (own !== null) return wayTo(own, from, specifier, modules);
  return { module: to.module, file: null, leave: symbol === null ? null : { name: symbol, style: 'es' }, local: null };
}

function onWay(question: ReplacementQuestion, way: Way | NoWay, name: string | null): Replacement {
  if (way.module === null) return { hint: way.why, direct: false, to: null };
  const to = sourceOf(way, question.from, question.modules);
  return write(question, name === null || name === '*' ? { module: way.module, symbol: null } : to);
}

function write(question: ReplacementQuestion, to: NewSource): Replacement {
  const { language, fact, imported, rest, throughNamespace } = question;
  const hint = throughNamespace
    ? plainImport(language, to, fact)
    : importLine(language, fact, imported, { ...to, rest });
  return { hint, direct: true, to };
}

function pointer(question: ReplacementQuestion, way: Way | NoWay, words: string): Replacement {
  const { language, from, fact, modules } = question;
  const line = way.module === null ? way.why : plainImport(language, sourceOf(way, from, modules), fact);
  return { hint: `no direct replacement; ${words}: ${line}`, direct: false, to: null };
}

/** A reference, unless it plainly belongs to the other language. */
function referenceIn(text: string, { entry, language, modules }: ReplacementQuestion): Reference | null {
  const reference = resolveReference(text, entry.ban.base, language, modules.tree);
  const own = reference.language ?? (reference.kind === 'path' ? languageOf(reference.module) : null);
  return own === null || own === language ? reference : null;
}
