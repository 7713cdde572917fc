/**
 * The part of `duplicate-definition` without a registered home: a name that must be defined once within a folder is
 * defined in several files of one language.
 *
 * Other files come as candidates (whoever may define the name); their facts decide. A name counts once per file, and
 * stubs do not count: overloads, merged declarations and `try`/`else` branches are one definition.
 */

import { factsIn } from '../../modules/origin.ts';
import { holdsIn } from '../../registry/applies.ts';
import type { DefinitionFact, LanguageFacts, Related, UniqueRule } from '../../types.ts';
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
      const others = othersOf(rule, definition, part, pass);
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

function othersOf(rule: UniqueRule, definition: DefinitionFact, part: LanguageFacts, pass: FilePass): Related[] {
  const { matcher, today } = pass;
  const found: Related[] = [];
  for (const path of pass.definers(definition.name)) {
    if (path === pass.path || STUB.test(path) || !matcher.includes(path)) continue;
    if (!holdsIn({ matcher, path, today }, rule.in, rule.base, rule.allow, null)) continue;
    const facts = factsIn(path, part.language, pass.modules);
    const other =
      facts === undefined
        ? undefined
        : countedDefinitions(facts).find((d) => d.name === definition.name && counts(rule, d, pass));
    if (other !== undefined)
      found.push({ path, ...pass.locate(path, other.start), message: `also defined here (${other.kind})` });
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function report(pass: FilePass, rule: UniqueRule, definition: DefinitionFact, others: readonly Related[]): void {
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
      related: others,
      base: rule.base,
    }),
  );
}
