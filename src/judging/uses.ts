/**
 * Who uses what, whether it is right or wrong: every import of a concept, on whichever way, and of every banned module,
 * excepted ones included. The rules say it, asked by a registry without exceptions (registry/unexcepted.ts).
 */
import type { UseWay } from '../audit.ts';
import { formatKey, readingOf, resolveImport } from '../modules/index.ts';
import { isHomeFile } from '../registry/applies.ts';
import type { RegistryMatcher } from '../registry/matcher.ts';
import { samePlace } from '../registry/weakening.ts';
import { homeIn } from '../replacement/home-line.ts';
import { bannedImport } from '../rules/banned-import.ts';
import type { FilePass, RawFinding, Rule } from '../rules/define.ts';
import { usesOfHome } from '../rules/indirect-import/uses.ts';
import { mention } from '../rules/mention.ts';
import type { Concept, FindingForm, LanguageFacts, LanguageId, Place, Span } from '../types.ts';

/** One import of something that the registry speaks of. */
export interface Use {
  /** null: a ban that belongs to no concept. */
  readonly concept: string | null;
  readonly way: UseWay;
  readonly language: LanguageId;
  /** As written; behind a namespace the module that the name is taken from. */
  readonly specifier: string;
  /** The key of that module, printed form. */
  readonly module: string | null;
  /** null: the module as a whole. */
  readonly name: string | null;
  readonly form: FindingForm | null;
  /** The ban that speaks; null for other ways. */
  readonly ban: Place | null;
  /** Named in a text file, which imports nothing. */
  readonly isMention: boolean;
  readonly span: Span;
}

/** Every use in one file. @param pass by a registry without exceptions */
export function usesIn(pass: Omit<FilePass, 'report'>): Use[] {
  if (pass.facts.mentions !== undefined) return mentionsIn(pass);
  if (pass.facts.parts.every(({ imports }) => imports.length === 0)) return [];
  const { concepts } = pass.matcher.registry;
  const found = [...bannedIn(pass), ...concepts.flatMap((concept) => ofConcept(concept, pass))];
  // a detour through a banned module is banned
  const known = new Set<string>();
  return found.filter(({ concept, span }) => {
    const id = `${span.start}:${span.end}:${concept}`;
    return !known.has(id) && known.add(id);
  });
}

function mentionsIn(pass: Omit<FilePass, 'report'>): Use[] {
  return rawBy(mention, pass).map(({ concept, specifier, module, name, form, span, ban = null }) => ({
    ...{
      concept,
      way: 'banned',
      language: module?.startsWith('py:') === true ? 'py' : 'js',
      specifier: specifier ?? '',
    },
    ...{ module, name, form, ban, span, isMention: true },
  }));
}

/** What a rule says of a file, before exceptions. */
function rawBy(rule: Rule, pass: Omit<FilePass, 'report'>): RawFinding[] {
  const found: RawFinding[] = [];
  rule.checkFile?.({ ...pass, report: (finding) => found.push(finding) });
  return found;
}

function bannedIn(pass: Omit<FilePass, 'report'>): Use[] {
  return rawBy(bannedImport, pass).flatMap((one): Use[] => {
    const home = homeOfBan(one.ban, pass.matcher);
    const language = languageAt(one.span, pass);
    const { specifier, module, name, form, span, ban = null } = one;
    const shared = { language, specifier: specifier ?? '', module, form, span, isMention: false };
    if (home === null) return [{ ...shared, name, concept: one.concept, way: 'banned', ban }];
    // of a symbol all but stars is read below
    if (home.symbol !== null && !(form === 'from-import' && name === '*')) return [];
    return [
      { ...shared, name: home.symbol === null ? null : name, concept: home.concept, way: 'canonical', ban: null },
    ];
  });
}

/** The home that a ban stands for; null for a ban of the registry. */
function homeOfBan(
  ban: Place | undefined,
  { registry }: RegistryMatcher,
): { readonly concept: string; readonly symbol: string | null } | null {
  if (ban === undefined) return null;
  for (const { name, canonical } of registry.concepts)
    for (const { place, symbol } of canonical) if (samePlace(place, ban)) return { concept: name, symbol };
  return null;
}

function languageAt({ start }: Span, { facts }: Pick<FilePass, 'facts'>): LanguageId {
  const holds = (part: LanguageFacts): boolean =>
    part.imports.some(({ statement }) => statement.start <= start && start <= statement.end);
  return (facts.parts.find(holds) ?? facts.parts[0])?.language ?? 'js';
}

function ofConcept(concept: Concept, pass: Omit<FilePass, 'report'>): Use[] {
  if (isHomeFile(concept, pass.path)) return [];
  const found: Use[] = [];
  const asked = { ...pass, report: () => {} };
  for (const part of pass.facts.parts) {
    const home = homeIn(concept.canonical, part.language);
    const symbol = home === null ? null : pass.matcher.symbolOf(home, pass.modules);
    if (home === null || symbol === null) continue;
    const { language } = part;
    usesOfHome(asked, concept, home, symbol, part, ({ kind, isDetour, fact, imported, span, specifier }) => {
      const [key] = resolveImport(language, specifier, pass.path, pass.modules, readingOf(fact)).keys;
      found.push({
        ...{
          concept: concept.name,
          way: isDetour ? 'indirect' : 'canonical',
          language,
          specifier,
          ban: null,
          isMention: false,
        },
        module: key === undefined ? null : formatKey(key),
        name: kind === 'use' || imported.name === '*' ? symbol.local : imported.name,
        form: kind === 'use' ? 'namespace-use' : fact.form,
        span: { start: span.start, end: span.end },
      });
    });
  }
  return found;
}
