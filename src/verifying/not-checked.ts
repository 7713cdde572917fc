/**
 * What verdicts say nothing about: files that are left out, imports that nobody can read, and what the registry itself states.
 */
import { isNoSource } from '../languages/index.ts';
import type { CheckOutcome } from '../pipeline.ts';
import { ALWAYS_READ } from '../prefilter/tree-search.ts';
import type { Limit, LimitKind, NotChecked } from '../receipt.ts';
import { exceptionsOf, exceptionWords } from '../registry/sentences.ts';
import type { Ban, Concept, DefinitionRule, Exception, Place, Registry } from '../types.ts';

/** @param concepts by name, null what belongs to none */
export function notCheckedIn(outcome: CheckOutcome, concepts: readonly (string | null)[], strict: boolean): NotChecked {
  return {
    dynamicImports: null,
    ...leftOutIn(outcome),
    skipped: counts(outcome),
    // of others only what happens to be read is known
    unexplained: outcome.unexplained
      .filter(({ prefix }) => strict || ALWAYS_READ.includes(prefix))
      .map(({ prefix, imports, files }) => ({ prefix, imports, files })),
    limits: concepts.flatMap((name) => limitsOf(name, outcome)),
  };
}

/** Files that a scanner reads without being asked to, and that the registry leaves out. */
function leftOutIn({ snapshot, matcher }: CheckOutcome): Pick<NotChecked, 'excluded' | 'notIncluded'> {
  const { exclude } = matcher.registry.files;
  const found = new Map(exclude.map((pattern) => [pattern, 0]));
  let notIncluded = 0;
  for (const { path } of snapshot.files) {
    if (isNoSource(path) || matcher.includes(path)) continue;
    const pattern = exclude.find((one) => matcher.matchesPath([one], '', path));
    if (pattern === undefined) notIncluded++;
    else found.set(pattern, (found.get(pattern) ?? 0) + 1);
  }
  return { excluded: [...found].map(([pattern, files]) => ({ pattern, files })), notIncluded };
}

/** By reason; what should have been judged is told elsewhere. */
function counts({ report, unchecked }: CheckOutcome): NotChecked['skipped'] {
  const others = new Set(unchecked.map(({ path, reason }) => `${path}\0${reason}`));
  const found = new Map<string, number>();
  for (const { path, reason } of report.skipped)
    if (!others.has(`${path}\0${reason}`)) found.set(reason, (found.get(reason) ?? 0) + 1);
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([reason, files]) => ({ reason, files }));
}

// ------------------------------------------------------------------------------------------------------------- limits

function limitsOf(name: string | null, { matcher, viewOf }: CheckOutcome): Limit[] {
  const concept = name === null ? null : (matcher.concepts.get(name) ?? null);
  const inline = viewOf(name).exceptions.filter(({ until }) => until === null);
  return [
    ...(concept === null ? limitsOfNone(matcher.registry) : limitsOfConcept(concept)),
    ...inline.map((one) => limit(name, 'permanent', one, `an inline exception for ${one.rule}: ${one.reason}`)),
  ];
}

function limitsOfConcept(concept: Concept): Limit[] {
  const { name, place, definitions, banned } = concept;
  return [
    ...(concept.aliases === 'off' ? [limit(name, 'aliases', place, 'second exported names (aliases: off)')] : []),
    ...(concept.indirect === 'off' ? [limit(name, 'indirect', place, 'other import paths (indirect: off)')] : []),
    ...(definitions === null ? [] : limitsOfRule(name, definitions)),
    ...banned.flatMap((ban) => limitsOfBan(name, ban)),
    ...exceptionsOf(concept).flatMap((one) => permanent(name, one)),
  ];
}

function limitsOfNone({ banned, unique }: Registry): Limit[] {
  return [
    ...banned.flatMap((ban) => limitsOfBan(null, ban)),
    ...unique.flatMap((rule) => limitsOfRule(null, rule)),
    ...[...banned, ...unique].flatMap(({ allow }) => allow).flatMap((one) => permanent(null, one)),
  ];
}

function limitsOfBan(concept: string | null, ban: Ban): Limit[] {
  const { place, module } = ban;
  return [
    ...(ban.strings === 'off' ? [limit(concept, 'strings', place, `strings that name ${module} (strings: off)`)] : []),
    ...(ban.typeOnly === 'allow' ? [limit(concept, 'typeOnly', place, `type imports of ${module} (typeOnly)`)] : []),
    ...(ban.in === null
      ? []
      : [limit(concept, 'in', ban.inPlace ?? place, `imports of ${module} outside ${ban.in.join(', ')}`)]),
    ...(ban.except === null
      ? []
      : [limit(concept, 'except', place, `imports of ${module} in ${ban.except.join(', ')}`)]),
  ];
}

function limitsOfRule(concept: string | null, rule: DefinitionRule): Limit[] {
  const names = rule.names.join(', ');
  return [
    ...(rule.in === null
      ? []
      : [limit(concept, 'in', rule.place, `definitions of ${names} outside ${rule.in.join(', ')}`)]),
    ...(rule.except.length === 0
      ? []
      : [limit(concept, 'except', rule.place, `definitions called ${rule.except.join(', ')}`)]),
  ];
}

function permanent(concept: string | null, exception: Exception): Limit[] {
  return exception.until === null
    ? [limit(concept, 'permanent', exception.place, `an exception of the registry, ${exceptionWords(exception)}`)]
    : [];
}

function limit(concept: string | null, kind: LimitKind, { path, line, column }: Place, message: string): Limit {
  return { concept, kind, path, line, column, message };
}
