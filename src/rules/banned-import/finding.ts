/**
 * The finding of `banned-import` for one name of one import: what it says and what to write instead.
 */
import { loadsWithoutEffects } from '../../modules/effects.ts';
import { homeSymbol } from '../../modules/exports.ts';
import { formatKey, resolveImport } from '../../modules/index.ts';
import { definesName, factsIn } from '../../modules/origin.ts';
import { isLateImport, reExports } from '../../modules/re-exports.ts';
import { isHome } from '../../registry/applies.ts';
import type { BanEntry } from '../../registry/matcher.ts';
import { samePlace } from '../../registry/weakening.ts';
import { type NewSource, plainImport } from '../../replacement/import-line.ts';
import { lineInstead, type Replacement, type ReplacementQuestion } from '../../replacement/replacement.ts';
import type { Concept, ImportedName, ImportFact, LanguageFacts, Related } from '../../types.ts';
import { type FilePass, finding, type RawFinding } from '../define.ts';
import { speakingOf } from './holding.ts';
import { type BannedUse, insteadOf, questionOf } from './instead.ts';
import { bySpecificity, type Match, severityFor } from './match.ts';
import { shownKey } from './named-module.ts';
import { wordingOf } from './wording.ts';

/** One finding for one name, from the most specific of the bans that match it. */
export function reportBan(pass: FilePass, part: LanguageFacts, use: BannedUse): void {
  if (use.matches.length === 0) return;
  const { fact, imported, throughNamespace = false } = use;
  const matches = use.matches.filter((one, _, all) => !isSecondReading(one, all));
  const match = speakingOf(matches, fact);
  if (match === undefined) return;
  // One ban may name several modules that are one here.
  const others = otherBans(matches, match);
  const span = match.span ?? use.span;
  const { language } = part;
  const { entry, module, behind } = match;
  const { ban, concept } = entry;
  const name = behind === undefined ? use.name : behind.name;
  const isFromImport = fact.form === 'from-import' || isLateImport(fact);
  const question = questionOf(pass, part, use, match);
  const replacement = insteadOf(pass, part, question, module);
  const renamed = throughNamespace ? null : renamedExport(pass, part, fact, imported, replacement.to);
  const source = isFromImport && !throughNamespace && use.passedOn !== true ? fact.specifier : module.specifier;
  const home = concept?.canonical.find((h) => h.language === language) ?? concept?.canonical[0] ?? null;
  pass.report(
    finding('banned-import', concept, {
      severity: severityFor(ban, fact),
      span,
      statement: fact.statement,
      message: wordingOf({ language, fact, name, source, entry, use }),
      hint: renamed?.instead ?? replacement.hint,
      ...changeOf(use, replacement, question, renamed !== null),
      module: formatKey(shownKey(module, entry)),
      specifier: fact.specifier,
      name,
      form: throughNamespace ? 'namespace-use' : fact.form,
      typeOnly: fact.typeOnly || (imported?.typeOnly ?? false),
      home,
      related: others.map((other) => alsoBanned(other.entry)),
      ban: ban.place,
      base: ban.base,
    }),
  );
}

/** The other bans, each once. */
function otherBans(matches: readonly Match[], speaking: Match): Match[] {
  const known = [speaking];
  for (const match of [...matches].sort(bySpecificity)) {
    if (!known.some(({ entry }) => samePlace(entry.ban.place, match.entry.ban.place))) known.push(match);
  }
  return known.slice(1);
}

/** `a.b.C` read as a name, where the same ban speaks of the module `a.b.C` as well. */
function isSecondReading({ entry }: Match, all: readonly Match[]): boolean {
  return (
    entry.name !== null && all.some((one) => one.entry.name === null && samePlace(one.entry.ban.place, entry.ban.place))
  );
}

/** What becomes of the import, and why that is not made without a person. */
function changeOf(
  { fact, imported, throughNamespace = false, passedOn = false }: BannedUse,
  { to, hint, members, refusal }: Replacement,
  question: ReplacementQuestion,
  isRenamedExport: boolean,
): Partial<Pick<RawFinding, 'change' | 'refusal' | 'hint'>> {
  const why = throughNamespace || passedOn ? 'namespace' : isWrittenOut(fact) ? null : 'form';
  if (why !== null) return to === null ? { refusal: why } : { refusal: why, hint: hint ?? lineInstead(question, to) };
  const isLoaded =
    fact.form !== 'string' && fact.form !== 'import-type' && !fact.typeOnly && imported?.typeOnly !== true;
  const loaded = isLoaded && to !== null && refusal === null ? question.file : null;
  const more = {
    hasEffects: loaded !== null && !loadsWithoutEffects(loaded, question.modules),
    ...(members === undefined ? {} : { members }),
    ...(isDefined(question, to) ? { isDefined: true as const } : {}),
  };
  const change = to === null ? null : { fact, imported, to, ...more };
  return { change, refusal: isRenamedExport ? 'exported-alias' : refusal };
}

/** Whether a name of a Python module is seen to be something that the module of its replacement defines. */
function isDefined(
  { language, fact, imported, submodule, from, modules }: ReplacementQuestion,
  to: NewSource | null,
): boolean {
  if (to === null || language !== 'py' || fact.form !== 'from-import' || imported === null || submodule) return false;
  const { file } = resolveImport(language, to.module, from, modules);
  const facts = file === null ? undefined : factsIn(file, language, modules);
  return facts !== undefined && definesName(facts, to.symbol ?? imported.name);
}

/** A string that holds the name of a module as it is to be written, and no entry of a table or keyword of a call. */
function isWrittenOut(fact: ImportFact): boolean {
  return fact.form !== 'string' || (!isLateImport(fact) && fact.end - fact.start > fact.specifier.length);
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
  const isAlias = pass.matcher.registry.concepts.some(isSecondName);
  // What leaves under another name left under it before: the same name of another module is no other thing.
  if (!isAlias && to.whole == null && (to.symbol ?? imported.name) === imported.name) return null;
  if (imported.local === 'default' || !isAlias) return { instead: null };
  const line = plainImport(part.language, { ...to, symbol: to.symbol ?? imported.name }, fact);
  const again = fact.form === 'export-from' ? exportOf(line) : line;
  return { instead: `export \`${symbol}\` itself, or delete the re-export: ${again}` };
}

/** The re-export of what a line imports. */
function exportOf(line: string): string {
  return line.replace(/^import (?=\{)/, 'export ').replace(/^import (\S+) from/, 'export { default as $1 } from');
}
