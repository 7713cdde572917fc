/**
 * Proposals from second names: `Old = New`, `export { New as Old }`, an empty subclass, of a class that this repository
 * defines in one place.
 */
import { originOf } from '../rules/origin.ts';
import { importersOf, type NameIndex } from './names.ts';
import type { Proposal } from './proposal.ts';
import { definitionsOf, isTestPath, type Survey } from './survey.ts';

export function proposeAliases(survey: Survey, names: NameIndex): Proposal[] {
  const byHome = new Map<string, Proposal>();
  for (const { path, language, definition, isPublic } of definitionsOf(survey)) {
    const { aliasOf, name, start } = definition;
    if (aliasOf === undefined || aliasOf === name || !/^[A-Z]/.test(name) || isTestPath(path)) continue;
    if (definition.kind !== 'alias' && !isSecondName(name, aliasOf)) continue;
    if (definition.via !== undefined || !isPublic) continue;
    const origin = originOf(path, aliasOf, survey.modules);
    const home = names.get(aliasOf)?.find((one) => one.path === origin?.path && one.language === language);
    if (origin === null || home?.kind !== 'class' || origin.name !== aliasOf) continue;
    const canonical = `${origin.path}#${aliasOf}`;
    const importers = importersOf(survey, path, name);
    const before = byHome.get(canonical);
    byHome.set(canonical, {
      kind: 'alias',
      concept: aliasOf,
      canonical,
      importFrom: null,
      bans: [],
      judgesDetours: false,
      why: before === undefined ? `${aliasOf} is also called ${name}` : `${before.why}, ${name}`,
      evidence: [
        ...(before?.evidence ?? []),
        {
          ...survey.locate(path, start),
          says: `${name}, imported by ${importers.length} ${importers.length === 1 ? 'file' : 'files'}`,
        },
      ],
      files: [...new Set([...(before?.files ?? []), path, ...importers])],
    });
  }
  return [...byHome.values()];
}

/**
 * Whether an empty subclass is a second name rather than a thing of its own: exceptions, models of an abstract base and
 * marker classes are written in the same way.
 */
function isSecondName(name: string, base: string): boolean {
  if (/(?:Error|Exception|Warning)$/.test(name) || /^(?:Abstract|Base)|Base$|Mixin$/.test(base)) return false;
  return name.includes(base) || base.includes(name);
}
