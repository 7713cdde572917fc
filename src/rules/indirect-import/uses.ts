/**
 * Where a file comes by a canonical symbol, or gives it on, and whether that is the stated way: what `indirect-import` judges
 * and `audit` counts.
 */
import { isOnPublicWay, isPublicEntry } from '../../modules/borders.ts';
import { type HomeSymbol, leavesAsDefault, spokenBy } from '../../modules/exports.ts';
import { joinPython, keyOfFile, readingOf, resolveImport } from '../../modules/index.ts';
import { originOf } from '../../modules/origin.ts';
import { readUse, stepSpan } from '../../modules/python-uses.ts';
import { givesName, isLateImport, reExports } from '../../modules/re-exports.ts';
import { holdsIn, isHome } from '../../registry/applies.ts';
import type {
  Concept,
  Home,
  ImportedName,
  ImportFact,
  LanguageFacts,
  LanguageId,
  NamespaceUse,
  Span,
} from '../../types.ts';
import type { FilePass } from '../define.ts';

/** One place where the symbol is come by, or given on. */
export interface HomeUse {
  readonly kind: 'import' | 'again' | 'use';
  /** On another way than the stated one. */
  readonly isDetour: boolean;
  readonly fact: ImportFact;
  readonly imported: ImportedName;
  readonly span: Span;
  /** The module that is passed through, as this file may write it. */
  readonly specifier: string;
}

/** Every place in one part of a file. @param see is told of each, in their order */
export function usesOfHome(
  pass: FilePass,
  concept: Concept,
  home: Home,
  symbol: HomeSymbol,
  part: LanguageFacts,
  see: (use: HomeUse) => void,
): void {
  if (!holdsIn(pass, null, concept.base, [], null)) return;
  const spoken = new Set(spokenBy(symbol));
  for (const fact of part.imports) {
    if (fact.form === 'string' && !isLateImport(fact)) continue;
    for (const imported of fact.names) {
      const taken = takenName(fact, imported, symbol);
      if (spoken.has(taken) || (taken === 'default' && (leavesAsDefault(symbol) || imported.local === symbol.called))) {
        const way = wayHome(fact, fact.specifier, taken, pass, home, symbol);
        if (way === null || (taken === 'default' && !speaksOf(fact, imported, symbol, home, part, pass))) continue;
        const again = exportsAgain(fact, imported, symbol, pass.path, part) || renamesBack(imported, symbol, part);
        const isDetour = again ? !isOnTheWay(pass, home) : way === 'detour';
        see({ kind: again ? 'again' : 'import', isDetour, fact, imported, span: imported, specifier: fact.specifier });
        continue;
      }
      for (const use of imported.uses ?? []) {
        const found = memberOfUse(use, fact, imported, spoken, part.language);
        const way = found === null ? null : wayHome(fact, found.specifier, found.member, pass, home, symbol);
        if (found === null || way === null) continue;
        const again = givesOnMember(`${imported.local}.${use.name}`, symbol, pass.path, part);
        const isDetour = again ? !isOnTheWay(pass, home) : way === 'detour';
        see({ kind: again ? 'again' : 'use', isDetour, fact, imported, span: found.span, specifier: found.specifier });
      }
    }
  }
}

/** What an import takes: `const Api = require('./api')` the whole, which is a CommonJS module's default. */
function takenName({ form }: ImportFact, { name, local }: ImportedName, { called }: HomeSymbol): string {
  return name === '*' && form === 'require' && local === called ? 'default' : name;
}

/** Whoever takes a default speaks of the symbol by the name that it gets, or takes it from the home's own file. */
function speaksOf(
  fact: ImportFact,
  imported: ImportedName,
  symbol: HomeSymbol,
  home: Home,
  part: LanguageFacts,
  { path, modules }: FilePass,
): boolean {
  if (imported.name !== 'default' || imported.local === symbol.called || renamesBack(imported, symbol, part))
    return true;
  return resolveImport(home.language, fact.specifier, path, modules, readingOf(fact)).file === home.path;
}

/** An export of the symbol under a name of its own, or as a module's default; under another name it is an alias. */
function exportsAgain(
  fact: ImportFact,
  imported: ImportedName,
  symbol: HomeSymbol,
  path: string,
  part: LanguageFacts,
): boolean {
  const { local, asDefault } = imported;
  const isOwn = local !== null && (symbol.names.includes(local) || symbol.local === 'default');
  return asDefault === true || (isOwn && reExports(fact, imported, path, part));
}

/** `import Any from './api'; export { Any as Api }`: what another name was given gets its own again. */
function renamesBack({ local }: ImportedName, symbol: HomeSymbol, part: LanguageFacts): boolean {
  if (part.language === 'py' || local === null) return false;
  return part.definitions.some(
    (d) =>
      d.aliasOf === local &&
      d.scope === 'module' &&
      symbol.names.includes(d.name) &&
      part.exports?.includes(d.name) === true,
  );
}

/** `export const Api = ns.Api`: a member of a namespace is exported under the symbol's own name. */
function givesOnMember(written: string, symbol: HomeSymbol, path: string, part: LanguageFacts): boolean {
  return part.definitions.some(
    (d) =>
      d.aliasOf === written &&
      d.kind === 'alias' &&
      d.scope === 'module' &&
      symbol.names.includes(d.name) &&
      givesName(d.name, path, part),
  );
}

interface Member {
  readonly specifier: string;
  readonly member: string;
  readonly span: Span;
}

/**
 * The module whose member a use is, if that member may be the symbol: `ns.Symbol`, in Python `ns.submodule.Symbol` as well;
 * and where it stands. Else null.
 */
function memberOfUse(
  use: NamespaceUse,
  fact: ImportFact,
  imported: ImportedName,
  spoken: ReadonlySet<string>,
  language: LanguageId,
): Member | null {
  if (language === 'js') {
    const member = use.name.split('.', 1)[0] ?? use.name;
    if (imported.name !== '*' || !spoken.has(member)) return null;
    return { specifier: fact.specifier, member, span: stepSpan(use, [member], 0) };
  }
  if (![...spoken].some((name) => use.name.includes(name))) return null;
  const { module, steps } = readUse(use, fact, imported);
  const at = steps.findIndex((step) => spoken.has(step));
  const member = steps[at];
  if (member === undefined) return null;
  return { specifier: [module, ...steps.slice(0, at)].reduce(joinPython), member, span: stepSpan(use, steps, at) };
}

/** The file is the module that consumers import from, or hands the symbol on to a public entry. */
function isOnTheWay({ path, modules }: FilePass, home: Home): boolean {
  const key = keyOfFile(path);
  if (key !== null && isHome(home, { specifier: '', keys: [key] }, path, modules)) return true;
  return isOnPublicWay(path, home, modules);
}

/** Whether a module gives the canonical symbol: null when it does not, else whether it is the way to it. */
function wayHome(
  fact: ImportFact,
  specifier: string,
  name: string,
  pass: FilePass,
  home: Home,
  symbol: HomeSymbol,
): 'home' | 'detour' | null {
  const { path, modules } = pass;
  const { keys, file } = resolveImport(home.language, specifier, path, modules, readingOf(fact));
  if (isHome(home, { specifier, keys }, path, modules)) return 'home';
  const origin = file === null ? null : originOf(file, name, modules);
  if (file === null || origin === null || origin.path !== home.path || origin.name !== symbol.local) return null;
  return isPublicEntry(file, specifier, home, path, modules) ? 'home' : 'detour';
}
