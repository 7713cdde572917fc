/**
 * The other places that a finding is about: the further definitions of a duplicate, who still imports an alias, who
 * still imports a module that came back.
 *
 * They lie anywhere in the tree, so they are looked up only for findings that someone has to act upon: `wordOf` says by
 * which word other files may speak of a finding, the pipeline finds the files with these words, and facts decide.
 */
import { dialectOf, languageOf } from '../languages/index.ts';
import { formatKey, joinPython, keyOfFile, type ModuleContext, readingOf, resolveImport } from '../modules/index.ts';
import { factsIn } from '../modules/origin.ts';
import { holdsIn, isHomeFile, isHomeOfAny } from '../registry/applies.ts';
import type { RegistryMatcher } from '../registry/matcher.ts';
import { homeIn } from '../replacement/home-line.ts';
import { countedDefinitions } from '../rules/duplicate-definition/counts.ts';
import { isGivenOn, kindsOf } from '../rules/duplicate-definition.ts';
import type { Finding, ImportedName, ImportFact, LanguageId, ModuleKey, Related, Span } from '../types.ts';
import { relatedOf } from './related.ts';

export interface SecondPlaces {
  readonly matcher: RegistryMatcher;
  readonly modules: ModuleContext;
  readonly today: string;
  /** Files in which the word may stand, sorted. */
  readonly mentioning: (word: string) => readonly string[];
  /** False where a text stands nowhere in a file. */
  readonly mayHold: (path: string, text: string) => boolean;
  readonly locate: (path: string, offset: number) => { readonly line: number; readonly column: number };
}

/** Files that are looked into for one finding; a word that more of them hold tells nothing. */
const MOST_FILES = 500;

/** The word by which other files speak of what a finding is about; null when there is nothing to look for. */
export function wordOf({ rule, name, module, concept }: Finding): string | null {
  if (rule === 'alias' || (rule === 'duplicate-definition' && concept !== null)) return name;
  if (rule !== 'revived-module' || module === null) return null;
  const last = module.slice(Math.max(module.indexOf(':'), module.lastIndexOf('/')) + 1);
  return last === '.' ? null : last;
}

/**
 * Gives findings their further places, after those that they have. What several of them ask of the same files is looked up
 * once: where a concept is defined again, everyone who does so asks where else.
 */
export function secondPlacesTeller(places: SecondPlaces): (finding: Finding) => Finding {
  const filesBy = new Map<string, readonly string[]>();
  const definitionsBy = new Map<string, readonly Related[]>();
  return (finding) => {
    const word = wordOf(finding);
    const language = languageOf(finding.path) ?? (dialectOf(finding.path) === 'notebook' ? 'py' : null);
    if (word === null || language === null) return finding;
    const files = once(filesBy, `${language}\0${word}`, () => filesWith(word, language, places));
    const look = (paths: readonly string[]): readonly Related[] => toldIn(finding, paths, language, places);
    const told =
      finding.rule === 'duplicate-definition'
        ? once(definitionsBy, `${finding.concept}\0${language}\0${word}`, () => look(files)).filter(
            ({ path }) => path !== finding.path,
          )
        : look(files.filter((path) => path !== finding.path));
    return withTold(finding, told);
  };
}

function once<T>(known: Map<string, T>, key: string, look: () => T): T {
  const value = known.get(key) ?? look();
  known.set(key, value);
  return value;
}

function filesWith(word: string, language: LanguageId, { mentioning, matcher }: SecondPlaces): readonly string[] {
  const files: string[] = [];
  for (const path of mentioning(word)) {
    if (files.length >= MOST_FILES) break;
    if (languageOf(path) === language && matcher.includes(path)) files.push(path);
  }
  return files;
}

function toldIn(finding: Finding, paths: readonly string[], language: LanguageId, places: SecondPlaces): Related[] {
  return paths.flatMap((path) => {
    const place = placeIn(finding, path, language, places);
    return place === null ? [] : [{ path, ...places.locate(path, place.span.start), message: place.message }];
  });
}

function withTold(finding: Finding, places: readonly Related[]): Finding {
  const told = places.filter(
    (place) => !finding.related.some((known) => known.path === place.path && known.line === place.line),
  );
  if (told.length === 0) return finding;
  const still = `${told.length} ${told.length === 1 ? 'file' : 'files'} still ${told.length === 1 ? 'imports' : 'import'} it`;
  const hint = finding.rule === 'revived-module' ? `${finding.hint} (${still})` : finding.hint;
  const total = (finding.relatedTotal ?? finding.related.length) + told.length;
  // Keys stay in the order of the report.
  const { owner, link, fixable, fingerprint, ...before } = finding;
  return { ...before, hint, ...relatedOf([...finding.related, ...told], total), owner, link, fixable, fingerprint };
}

interface SecondPlace {
  readonly span: Span;
  readonly message: string;
}

/** The first place in another file that a finding is about, too. */
function placeIn(finding: Finding, path: string, language: LanguageId, places: SecondPlaces): SecondPlace | null {
  if (finding.rule === 'duplicate-definition') return definitionIn(finding, path, language, places);
  const key = keyOfFile(finding.path);
  if (key === null || !mayNameModule(path, key, places)) return null;
  const target = formatKey(key);
  const names = (specifier: string, fact: ImportFact): boolean =>
    resolveImport(language, specifier, path, places.modules, readingOf(fact)).keys.some(
      (k) => !k.external && formatKey(k) === target,
    );
  for (const fact of factsIn(path, language, places.modules)?.imports ?? []) {
    const span = finding.rule === 'alias' ? importOfName(finding.name, fact, names) : importOfModule(fact, names);
    if (span !== null)
      return { span, message: finding.rule === 'alias' ? `imports \`${finding.name}\`` : 'imports it' };
  }
  return null;
}

/** Python names a module by the last segment of its path, but for packages, which files below them call `.` as well. */
function mayNameModule(path: string, module: ModuleKey, { modules, mayHold }: SecondPlaces): boolean {
  const isPackage = ['py', 'pyi'].some((extension) => modules.tree.has(`${module.path}/__init__.${extension}`));
  return module.language !== 'py' || isPackage || mayHold(path, module.path.slice(module.path.lastIndexOf('/') + 1));
}

/** Whether a specifier of an import names the module that a finding is about. */
type NamesTarget = (specifier: string, fact: ImportFact) => boolean;

function importOfName(name: string | null, fact: ImportFact, names: NamesTarget): Span | null {
  for (const imported of fact.names) {
    const span = imported.name === name ? imported : (useOf(name, imported) ?? null);
    if (
      span !== null &&
      names(imported.name === name || imported.name === '*' ? fact.specifier : below(fact, imported), fact)
    )
      return span;
  }
  return null;
}

/** `ns.Name`, in Python also after a submodule that a from-import binds. */
function useOf(name: string | null, imported: ImportedName): Span | undefined {
  return imported.uses?.find((use) => headOf(use.name) === name);
}

function importOfModule(fact: ImportFact, names: NamesTarget): Span | null {
  if (names(fact.specifier, fact)) return fact;
  if (fact.form !== 'from-import') return null;
  return fact.names.find((imported) => imported.name !== '*' && names(below(fact, imported), fact)) ?? null;
}

function below(fact: ImportFact, imported: ImportedName): string {
  return fact.form === 'from-import' ? joinPython(fact.specifier, imported.name) : fact.specifier;
}

/** Another definition of the name that counts for the concept. */
function definitionIn(
  { concept: conceptName, name }: Finding,
  path: string,
  language: LanguageId,
  { matcher, modules, today }: SecondPlaces,
): SecondPlace | null {
  const concept = conceptName === null ? undefined : matcher.concepts.get(conceptName);
  const rule = concept?.definitions;
  if (concept === undefined || rule === undefined || rule === null) return null;
  if (isHomeFile(concept, path) || !holdsIn({ matcher, path, today }, rule.in, concept.base, rule.allow, concept))
    return null;
  const kinds = kindsOf(concept, language, modules);
  const home = homeIn(concept.canonical, language);
  const facts = factsIn(path, language, modules);
  const found = (facts === undefined ? [] : countedDefinitions(facts)).find(
    (d) =>
      d.name === name &&
      kinds.includes(d.kind) &&
      (d.scope === 'module' || rule.nested) &&
      !isHomeOfAny(matcher, path, d, modules) &&
      (home === null || !isGivenOn(d, home, path, modules)),
  );
  return found === undefined ? null : { span: found, message: `also defined here (${found.kind})` };
}

function headOf(chain: string): string {
  const dot = chain.indexOf('.');
  return dot < 0 ? chain : chain.slice(0, dot);
}
