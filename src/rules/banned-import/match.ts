/**
 * Which bans forbid a name of a module in a file, and which of several speaks.
 */
import type { ModuleContext } from '../../modules/index.ts';
import { borderOf } from '../../modules/package-entries.ts';
import { namedPackage } from '../../modules/packages.ts';
import { holdsIn, isExcepted, isHome, isHomeImport } from '../../registry/applies.ts';
import type { BanEntry, Hit, RegistryMatcher } from '../../registry/matcher.ts';
import { isLiteralGlob } from '../../text/globs.ts';
import type { Ban, BannedName, Home, ImportedName, ImportFact, ModuleKey, Severity, Span } from '../../types.ts';
import type { FilePass } from '../define.ts';
import { formsOf, type NamedModule } from './named-module.ts';

/** One ban that matches one name. */
export interface Match {
  readonly entry: BanEntry;
  readonly matched: BannedName | null;
  readonly module: NamedModule;
  /** Python strings and uses: the name after the module, and what follows that. */
  readonly behind?: { readonly name: string | null; readonly rest: string | null };
  /** Where the name stands that is matched, if not where the import does. */
  readonly span?: Span;
}

/** Whether a ban on this module forbids an imported name; a namespace is judged by its uses. */
export function matchName(entry: BanEntry, module: NamedModule, imported: ImportedName, pass: FilePass): Match[] {
  const star = imported.name === '*';
  if (coversHome(entry, module, star ? null : imported.name, pass)) return [];
  if (entry.ban.names === null) return [{ entry, matched: null, module }];
  if (star)
    return imported.local === null && imported.uses === undefined && imported.escapes === undefined
      ? [{ entry, matched: null, module }]
      : [];
  return matchLiteralOrGlob(entry, module, imported.name, pass);
}

/** The bans that forbid a module as a whole. @param holding those that hold for it here */
export function wholeBans(holding: readonly BanEntry[], module: NamedModule, pass: FilePass): Match[] {
  const whole = holding.filter((entry) => entry.ban.names === null && !coversHome(entry, module, null, pass));
  return whole.map((entry) => ({ entry, matched: null, module }));
}

/** Whether a ban's `names` hold this one, a literal before a glob. */
export function matchLiteralOrGlob(entry: BanEntry, module: NamedModule, name: string, pass: FilePass): Match[] {
  if (coversHome(entry, module, name, pass)) return [];
  const names = entry.ban.names ?? [];
  const matched = names.find((n) => n.pattern === name) ?? names.find((n) => pass.matcher.matchesName(n.pattern, name));
  return matched === undefined ? [] : [{ entry, matched, module }];
}

/** Importing a concept's canonical is never banned by its own concept. */
export function coversHome(entry: BanEntry, module: NamedModule, name: string | null, pass: FilePass): boolean {
  const home = entry.concept?.canonical.find((h) => isHome(h, module, pass.path, pass.modules));
  if (home === undefined || isDeepImport(home, module, pass)) return false;
  return entry.ban.names === null || (name !== null && name === home.symbol);
}

function isDeepImport(home: Home, module: NamedModule, { path, modules }: FilePass): boolean {
  return isSentElsewhere(home, path, modules) && !isHomeImport(home, module, path, modules);
}

/** Of a home that others are to import from elsewhere, the file itself belongs to its own package. */
export function isSentElsewhere(home: Home, path: string, modules: ModuleContext): boolean {
  if (home.import === null) return false;
  if (home.language === 'js') return namedPackage(path, modules) !== namedPackage(home.path, modules);
  const border = borderOf(home.path, 'py', modules);
  return border !== null && borderOf(path, 'py', modules)?.folder !== border.folder;
}

/** Whether a ban holds for this file and import at all. */
export function holds(entry: BanEntry, pass: FilePass, fact: ImportFact, typeOnly: boolean): boolean {
  const { ban, concept } = entry;
  if (typeOnly && ban.typeOnly === 'allow') return false;
  if (fact.form === 'string' && ban.strings === 'off') return false;
  return !isExcepted(ban, pass.path, pass.matcher) && holdsIn(pass, ban.in, ban.base, ban.allow, concept);
}

/** How severe a ban is for one import. */
export function severityFor(ban: Ban, fact: ImportFact): Severity {
  return fact.form === 'string' ? (ban.strings === 'error' ? 'error' : 'warn') : ban.severity;
}

/** Literal names, name globs, whole module, module glob; then the longer; then registry order. */
export function bySpecificity(a: Match, b: Match): number {
  return rank(a) - rank(b) || length(b) - length(a) || a.entry.order - b.entry.order;
}

function rank({ entry, matched }: Match): number {
  if (matched !== null) return /[*?[\]{}]/.test(matched.pattern) ? 1 : 0;
  if (entry.ban.names !== null) return 1;
  return isLiteralGlob(entry.ban.module) ? 2 : 3;
}

function length({ entry, matched }: Match): number {
  return (matched?.pattern.length ?? 0) * 1000 + entry.text.length;
}

/** Whole-module bans that cover a module itself: files inside a banned subtree may import each other. */
export function bansOfModule(key: ModuleKey, matcher: RegistryMatcher, modules: ModuleContext): readonly Hit[] {
  return matcher.hitsOn(key.language, formsOf(key, modules, 'file')).filter(({ entry }) => entry.ban.names === null);
}
