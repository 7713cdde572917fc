/**
 * What no ban can be about, told by its text alone. That is most of what a tree imports and uses, so nothing is resolved for
 * it, and little kept.
 */
import { readingOf, urlPath } from '../../modules/index.ts';
import { isNamedByLink, linksIn } from '../../modules/links.ts';
import { isLateImport } from '../../modules/re-exports.ts';
import type { RegistryMatcher } from '../../registry/matcher.ts';
import { remember } from '../../text/remember.ts';
import type { ImportedName, ImportFact, LanguageId } from '../../types.ts';
import type { FilePass } from '../define.ts';

/**
 * Whether some ban's module may be called so by its last segment; what is banned above it is found above it. A link may lead
 * to a module that is called otherwise, and so may odd letters.
 */
export function mayBeCalled(segment: string, { matcher, modules }: FilePass): boolean {
  return (
    isNamedByLink(segment, 'py', modules.tree) ||
    matcher.mayEndIn('py', segment) ||
    !/^(?!__init__$)[\x20-\x7e]*$/.test(segment)
  );
}

/** By links and registry, which alone give the answers: nothing else of a tree is asked. */
const leading = new WeakMap<object, WeakMap<RegistryMatcher, Map<string, boolean>>>();

function leadingIn({ matcher, modules }: FilePass): Map<string, boolean> {
  const links = linksIn(modules.tree);
  const byMatcher = leading.get(links) ?? new WeakMap<RegistryMatcher, Map<string, boolean>>();
  const known = byMatcher.get(matcher) ?? new Map<string, boolean>();
  leading.set(links, byMatcher.set(matcher, known));
  return known;
}

/** Whether some step of a dotted name may be called so: few are, and a tree uses the same names over and over. */
export type MayLeadOn = (steps: string) => boolean;

/** The test for what one file names. */
export function mayLeadOnIn(pass: FilePass): MayLeadOn {
  const known = leadingIn(pass);
  const ask = (steps: string): boolean => steps.split('.').some((step) => mayBeCalled(step, pass));
  return (steps) => known.get(steps) ?? remember(known, steps, () => ask(steps));
}

/** A test of a file's imports: whether any ban may be about what one names, or leads to. */
export function mayConcernIn(pass: FilePass, language: LanguageId): (fact: ImportFact) => boolean {
  const { mayBeBanned, path } = pass;
  if (mayBeBanned == null) return () => true;
  const isSuspect = (specifier: string): boolean => mayBeBanned(language, specifier, path);
  if (language === 'js') return (fact) => spellings(fact).some(isSuspect);
  const mayLeadOn = mayLeadOnIn(pass);
  return (fact) => {
    const isString = fact.form === 'string' && !isLateImport(fact);
    if (isString ? prefixes(fact.specifier).some(isSuspect) : isSuspect(fact.specifier)) return true;
    return fact.names.some((imported) => mayLeadOn(imported.name) || leadsOn(fact, imported, mayLeadOn));
  };
}

/** The text of a specifier, and what it says where it is read as a URL. */
function spellings(fact: ImportFact): string[] {
  const decoded = readingOf(fact) === 'url' ? urlPath(fact.specifier) : null;
  return decoded === null ? [fact.specifier] : [fact.specifier, decoded];
}

/** The modules that a string may name before what it takes of them. */
function prefixes(specifier: string): string[] {
  const dotted = specifier.replaceAll(':', '.');
  const found: string[] = [];
  for (let end = dotted.length; end > 0; end = dotted.lastIndexOf('.', end - 1)) found.push(dotted.slice(0, end));
  return found;
}

/** A use that starts above the imported module goes through what is written of that. */
function leadsOn({ specifier }: ImportFact, { uses }: ImportedName, mayLeadOn: MayLeadOn): boolean {
  return uses?.some(({ name }) => mayLeadOn(name) || (name.startsWith('.') && mayLeadOn(specifier))) === true;
}
