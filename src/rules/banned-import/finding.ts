/**
 * The finding of `banned-import` for one name of one import: what it says and what to write instead.
 */
import { homeSymbol } from '../../modules/exports.ts';
import { formatKey, resolveImport } from '../../modules/index.ts';
import { isLateImport, reExports } from '../../modules/re-exports.ts';
import { isHome } from '../../registry/applies.ts';
import type { BanEntry } from '../../registry/matcher.ts';
import { chooseSpeaking } from '../../registry/precedence.ts';
import { samePlace } from '../../registry/weakening.ts';
import { importLine, keepsModuleName, type NewSource } from '../../replacement/import-line.ts';
import { replacementFor } from '../../replacement/replacement.ts';
import { escapeText } from '../../text/escape.ts';
import type {
  Ban,
  Concept,
  ImportedName,
  ImportFact,
  LanguageFacts,
  LanguageId,
  Related,
  Severity,
  Span,
} from '../../types.ts';
import { type FilePass, finding } from '../define.ts';
import { bySpecificity, type Match } from './match.ts';
import { namesModuleItself, shownKey } from './named-module.ts';

/** One name of one import, with the bans that match it. */
export interface BannedUse {
  readonly fact: ImportFact;
  /** What the import takes; null for a statement that names nothing. */
  readonly imported: ImportedName | null;
  /** As the finding will say it. */
  readonly name: string | null;
  readonly span: Span;
  readonly matches: readonly Match[];
  readonly throughNamespace?: boolean;
  /** A namespace that is passed on as a whole. */
  readonly passedOn?: boolean;
}

/** One finding for one name, from the most specific of the bans that match it. */
export function reportBan(pass: FilePass, part: LanguageFacts, use: BannedUse): void {
  const { fact, imported, throughNamespace = false } = use;
  const ordered = use.matches.filter((one, _, all) => !isSecondReading(one, all)).sort(bySpecificity);
  const match = chooseSpeaking(ordered, ({ entry }) => ({
    base: entry.ban.base,
    severity: severityFor(entry.ban, fact),
  }));
  if (match === undefined) return;
  // One ban may name several modules that are one here.
  const others = ordered.filter(({ entry }) => !samePlace(entry.ban.place, match.entry.ban.place));
  const span = match.span ?? use.span;
  const { language } = part;
  const { entry, matched, module, behind } = match;
  const { ban, concept } = entry;
  const name = behind === undefined ? use.name : behind.name;
  const isFromImport = fact.form === 'from-import' || isLateImport(fact);
  const replacement = replacementFor({
    entry,
    matched,
    language,
    from: pass.path,
    fact,
    imported,
    name: imported === null && fact.form !== 'string' ? null : name,
    specifier: module.specifier,
    exact: namesModuleItself(entry, module),
    submodule: module.specifier !== fact.specifier && isFromImport && !throughNamespace,
    throughNamespace,
    rest: behind?.rest ?? null,
    modules: pass.modules,
  });
  const renamed = throughNamespace ? null : renamedExport(pass, part, fact, imported, replacement.to);
  const source = isFromImport && !throughNamespace ? fact.specifier : module.specifier;
  const home = concept?.canonical.find((h) => h.language === language) ?? concept?.canonical[0] ?? null;
  pass.report(
    finding('banned-import', concept, {
      severity: severityFor(ban, fact),
      span,
      statement: fact.statement,
      message: wording(language, fact, name, source, entry, use),
      hint: renamed?.instead ?? replacement.hint,
      module: formatKey(shownKey(module, entry)),
      specifier: fact.specifier,
      name,
      form: throughNamespace ? 'namespace-use' : fact.form,
      typeOnly: fact.typeOnly || (imported?.typeOnly ?? false),
      home,
      related: others.map((other) => alsoBanned(other.entry)),
      fixable:
        replacement.direct &&
        !throughNamespace &&
        isWrittenOut(fact) &&
        renamed === null &&
        keepsUses(language, fact, imported, replacement.to),
      ban: ban.place,
      base: ban.base,
    }),
  );
}

/** `a.b.C` read as a name, where the same ban speaks of the module `a.b.C` as well. */
function isSecondReading({ entry }: Match, all: readonly Match[]): boolean {
  return (
    entry.name !== null && all.some((one) => one.entry.name === null && samePlace(one.entry.ban.place, entry.ban.place))
  );
}

/** A string that holds the name of a module as it is to be written, and no entry of a table or keyword of a call. */
function isWrittenOut(fact: ImportFact): boolean {
  return fact.form !== 'string' || (!isLateImport(fact) && fact.end - fact.start > fact.specifier.length);
}

function severityFor(ban: Ban, fact: ImportFact): Severity {
  return fact.form === 'string' ? (ban.strings === 'error' ? 'error' : 'warn') : ban.severity;
}

/** `import a.b` is used as `a.b.X`: another module in its place changes what follows it in the file. */
function keepsUses(
  language: LanguageId,
  fact: ImportFact,
  imported: ImportedName | null,
  to: NewSource | null,
): boolean {
  if (language !== 'py' || fact.form !== 'import' || to === null) return true;
  return to.symbol === null && keepsModuleName(fact, imported);
}

function wording(
  language: LanguageId,
  fact: ImportFact,
  name: string | null,
  specifier: string,
  entry: BanEntry,
  use: BannedUse,
): string {
  const { ban, concept } = entry;
  const source = `\`${escapeText(specifier)}\``; // a specifier may hold line ends, a message is one line
  const what = saidOf(fact, name, source, ban, use);
  const where = `${ban.place.path}:${ban.place.line}`;
  const own = concept?.canonical.filter((h) => h.language === language) ?? [];
  const homes = own.length > 0 ? own : concept?.canonical;
  const home = homes?.map((h) => (h.symbol === null ? h.path : `${h.path}#${h.symbol}`)).join(' and ');
  const why =
    home === undefined ? `banned by ${where}` : `which is banned: ${concept?.name} has one home, ${home} (${where})`;
  const sentences = [`${what}, ${why}`];
  if (ban.message !== null) sentences.push(ban.message);
  return sentences.join('. ');
}

/** What a file does with a module, or with a name of it. */
function saidOf(fact: ImportFact, name: string | null, source: string, ban: Ban, use: BannedUse): string {
  const { throughNamespace = false, passedOn = false } = use;
  if (name === '*' && (passedOn || throughNamespace)) return `${whole(fact, source, true)}${withNames(ban)}`;
  if (name !== null && throughNamespace) return `\`${name}\` is used from ${source}`;
  if (throughNamespace) return `${source} is used`;
  if (name !== null && isLateImport(fact)) return `\`${name}\` is exported from ${source}`;
  if (fact.form === 'string') return `\`${escapeText(fact.specifier)}\` is referenced by ${fact.via ?? 'a string'}`;
  if (name === null) return `${source} is imported`;
  if (name === '*') return `${whole(fact, source, false)}${withNames(ban)}`;
  return `\`${name}\` is ${fact.form === 'export-from' ? 'exported again' : 'imported'} from ${source}`;
}

function whole(fact: ImportFact, source: string, passedOn: boolean): string {
  if (passedOn && fact.form !== 'export-from') return `${source} is passed on as a whole`;
  return `everything is ${fact.form === 'export-from' ? 'exported again' : 'imported'} from ${source}`;
}

/** Of the names that a ban forbids, as many are told. */
const MOST_NAMES = 5;

/** Which banned names come with everything of their module. */
function withNames({ names }: Ban): string {
  if (names === null || names.length === 0) return '';
  const shown = names.slice(0, MOST_NAMES).map(({ pattern }) => `\`${escapeText(pattern)}\``);
  const more = names.length - shown.length;
  const all = more > 0 ? [...shown, `${more} more`] : shown;
  const last = all.pop();
  return `, and with it ${all.length === 0 ? last : `${all.join(', ')} and ${last}`}`;
}

function alsoBanned(entry: BanEntry): Related {
  return { ...entry.ban.place, message: `also banned${entry.concept === null ? '' : ` by ${entry.concept.name}`}` };
}

/**
 * The replacement would give this module's exported name to another symbol, which a person must decide. Where that
 * symbol is a concept's own, the line itself would be an `alias`: then `instead` says what to write.
 */
function renamedExport(
  pass: FilePass,
  part: LanguageFacts,
  fact: ImportFact,
  imported: ImportedName | null,
  to: NewSource | null,
): { readonly instead: string | null } | null {
  if (imported === null || to === null || !reExports(fact, imported, pass.path, part)) return null;
  const symbol = to.local ?? to.symbol ?? imported.name;
  if (symbol === '*' || symbol === (imported.local ?? imported.name)) return null;
  const { keys } = resolveImport(part.language, to.module, pass.path, pass.modules);
  const isSecondName = (concept: Concept): boolean =>
    concept.aliases !== 'off' &&
    concept.canonical.some(
      (home) =>
        (home.symbol === symbol || homeSymbol(home, pass.modules)?.local === symbol) &&
        isHome(home, { specifier: to.module, keys }, pass.path, pass.modules),
    );
  if (imported.local === 'default' || !pass.matcher.registry.concepts.some(isSecondName)) return { instead: null };
  const line = importLine(part.language, fact, { ...imported, name: symbol, local: symbol }, to);
  return { instead: `export \`${symbol}\` itself, or delete the re-export: ${line}` };
}
