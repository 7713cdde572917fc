/**
 * The part of `duplicate-definition` without a registered home: a name that must be defined once within a folder is
 * defined in several files of one language.
 *
 * Other files come as candidates (whoever may define the name); their facts decide. A name counts once per file, and
 * stubs do not count: overloads, merged declarations and `try`/`else` branches are one definition.
 */

import { perTree } from '../../modules/context.ts';
import { factsIn } from '../../modules/origin.ts';
import { holdsIn } from '../../registry/applies.ts';
import {
  type DefinitionFact,
  type LanguageFacts,
  type LanguageId,
  MOST_RELATED,
  type Related,
  type UniqueRule,
} from '../../types.ts';
import { type FilePass, finding } from '../define.ts';
import { countedDefinitions } from './counts.ts';

const STUB = /\.(?:pyi|d\.[mc]?ts)$/;

/** Reports the definitions of one file whose name another file defines, too. */
export function checkUnique(pass: FilePass, part: LanguageFacts): void {
  if (STUB.test(pass.path)) return;
  const reported = new Set<string>();
  for (const rule of pass.matcher.registry.unique) {
    if (!holdsIn(pass, rule.in, rule.base, rule.allow, null)) continue;
    for (const definition of countedDefinitions(part)) {
      if (reported.has(definition.name) || !counts(rule, definition, pass)) continue;
      const others = allOf(rule, definition.name, part.language, pass).filter(({ path }) => path !== pass.path);
      if (others.length === 0) continue;
      reported.add(definition.name);
      report(pass, rule, definition, others);
    }
  }
}

/** Names that a file defines under some `unique` rule, wherever it stands: what an index of definitions must hold. */
export function uniqueNames(
  part: LanguageFacts,
  rules: readonly UniqueRule[],
  matches: (pattern: string, name: string) => boolean,
): string[] {
  const names = new Set<string>();
  for (const definition of part.definitions) {
    if (rules.some((rule) => matchesRule(rule, definition, matches))) names.add(definition.name);
  }
  return [...names];
}

function counts(rule: UniqueRule, definition: DefinitionFact, pass: FilePass): boolean {
  return matchesRule(rule, definition, pass.matcher.matchesName);
}

function matchesRule(
  rule: UniqueRule,
  definition: DefinitionFact,
  matches: (pattern: string, name: string) => boolean,
): boolean {
  if (definition.scope === 'nested' && !rule.nested) return false;
  if (rule.kinds !== null && !rule.kinds.includes(definition.kind)) return false;
  const { name } = definition;
  return rule.names.some((n) => matches(n, name)) && !rule.except.some((n) => matches(n, name));
}

/** A definition that counts, in the file that holds it. */
interface Counted {
  readonly path: string;
  readonly definition: DefinitionFact;
}

/** Who defines a name, of as many files as were known to: all of them ask the same. Void with the tree that it was read in. */
const counted = perTree(() => new Map<UniqueRule, Map<string, readonly Counted[]>>());

/** Every definition of the name that counts, one a file, sorted by path. */
function allOf(rule: UniqueRule, name: string, language: LanguageId, pass: FilePass): readonly Counted[] {
  const byRule = counted(pass.modules.tree);
  const known = byRule.get(rule) ?? new Map<string, readonly Counted[]>();
  byRule.set(rule, known);
  const paths = pass.definers(name);
  // More files may be known to define it when the question is asked again.
  const key = `${language}\0${pass.today}\0${paths.length}\0${name}`;
  const all = known.get(key) ?? countedIn(paths, rule, name, language, pass);
  known.set(key, all);
  return all;
}

function countedIn(
  paths: readonly string[],
  rule: UniqueRule,
  name: string,
  language: LanguageId,
  pass: FilePass,
): readonly Counted[] {
  const { matcher, today, modules } = pass;
  return paths
    .filter(
      (path) =>
        !STUB.test(path) &&
        matcher.includes(path) &&
        holdsIn({ matcher, path, today }, rule.in, rule.base, rule.allow, null),
    )
    .flatMap((path) => {
      const facts = factsIn(path, language, modules);
      const defined = facts === undefined ? [] : countedDefinitions(facts);
      const definition = defined.find((one) => one.name === name && counts(rule, one, pass));
      return definition === undefined ? [] : [{ path, definition }];
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function told({ path, definition }: Counted, pass: FilePass): Related {
  return { path, ...pass.locate(path, definition.start), message: `also defined here (${definition.kind})` };
}

function report(pass: FilePass, rule: UniqueRule, definition: DefinitionFact, others: readonly Counted[]): void {
  const [first] = others;
  const more = others.length > 1 ? ` and ${others.length - 1} more` : '';
  pass.report(
    finding('duplicate-definition', null, {
      severity: 'error',
      span: definition,
      statement: definition.statement,
      message: `${definition.kind} \`${definition.name}\` must be defined once (${rule.place.path}:${rule.place.line}), but is also defined in ${first?.path}${more}`,
      hint: 'keep one definition and import it, or rename one of them',
      name: definition.name,
      form: definition.kind,
      related: others.slice(0, MOST_RELATED).map((other) => told(other, pass)),
      relatedTotal: others.length,
      base: rule.base,
    }),
  );
}
