/**
 * `explain <name>`: what the registry says of a name that is no concept's own: one that is banned, a home's symbol, one
 * that may be defined once, or a module as a ban has it.
 */
import { bansByPlace, type RegistryMatcher } from '../../registry/matcher.ts';
import { banWords, definitionWords, homeWords, placeWords } from '../../registry/sentences.ts';
import type { Concept, DefinitionRule } from '../../types.ts';

/** The lines of the registry that speak of a name; none where nothing does. */
export function nameText(name: string, { registry, bans, matchesName }: RegistryMatcher): string[] {
  const lines: string[] = [];
  for (const { name: concept, canonical } of registry.concepts) {
    for (const home of canonical)
      if (home.symbol === name) lines.push(`  home        ${homeWords(home)}  [${concept}]`);
  }
  for (const [{ ban, concept }] of bansByPlace(bans)) {
    const isNamed = ban.names?.some(({ pattern }) => matchesName(pattern, name)) === true;
    if (!isNamed && ban.module.replace(/^(?:py|js):/, '') !== name) continue;
    lines.push(`  banned      ${banWords(ban)}${whose(concept)}  (${placeWords(ban.place)})`);
  }
  const isCovered = (rule: DefinitionRule): boolean =>
    rule.names.some((one) => matchesName(one, name)) && !rule.except.some((one) => matchesName(one, name));
  for (const { definitions, name: concept } of registry.concepts) {
    if (definitions === null || !isCovered(definitions)) continue;
    lines.push(`  one home    ${definitionWords(definitions)}  [${concept}]  (${placeWords(definitions.place)})`);
  }
  for (const rule of registry.unique)
    if (isCovered(rule)) lines.push(`  unique      ${definitionWords(rule)}  (${placeWords(rule.place)})`);
  return lines;
}

function whose(concept: Concept | null): string {
  return concept === null ? '' : `  [${concept.name}]`;
}
