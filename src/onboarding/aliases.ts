/**
 * Proposals from second names: `Old = New`, `export { New as Old }`, an empty subclass, of a class that this repository
 * defines in one place.
 */
import { originOf } from '../modules/origin.ts';
import type { DefinitionFact } from '../types.ts';
import { endOfBlock } from './likeness.ts';
import { elsewhere, handsOn, importersOf, type NameIndex } from './names.ts';
import { mergedBans, type Proposal, type ProposedBan } from './proposal.ts';
import { definitionsOf, isTestPath, type Survey } from './survey.ts';

export function proposeAliases(survey: Survey, names: NameIndex): Proposal[] {
  const byHome = new Map<string, Proposal>();
  const published = publishedNames(survey);
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
    const isSaid = saysSecondName(survey, path, definition);
    if (!isSaid && (definition.kind !== 'alias' || importers.length === 0)) continue;
    if (!isSaid && [...importers, ...(published.get(name) ?? [])].some((face) => handsOn(face, path))) continue;
    const before = byHome.get(canonical);
    byHome.set(canonical, {
      kind: 'alias',
      concept: aliasOf,
      canonical,
      importFrom: null,
      bans: mergedBans([...(before?.bans ?? []), secondName(path, name, canonical)]),
      definitionsIn: elsewhere(survey, origin.path, aliasOf),
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

/** Nobody imports the second name any more: the first is written in its place. */
function secondName(module: string, name: string, canonical: string): ProposedBan {
  return { module, names: new Map([[name, canonical]]), use: null, message: null, except: [] };
}

/** Second names that the faces of packages give: what stands there is meant for the world. */
function publishedNames(survey: Survey): ReadonlyMap<string, readonly string[]> {
  const faces = new Map<string, string[]>();
  for (const { path, definition } of definitionsOf(survey)) {
    if (definition.aliasOf === undefined || !handsOn(path, path)) continue;
    faces.set(definition.name, [...(faces.get(definition.name) ?? []), path]);
  }
  return faces;
}

/**
 * Whether an empty subclass is a second name rather than a thing of its own: exceptions, models of an abstract base and
 * marker classes are written in the same way. A marker also bears the name of its base, so its author must say it.
 */
function isSecondName(name: string, base: string): boolean {
  if (/(?:Error|Exception|Warning)$/.test(name) || /^(?:Abstract|Base)|Base$|Mixin$/.test(base)) return false;
  return name.includes(base) || base.includes(name);
}

const SECOND_NAME =
  /compat|legacy|deprecat|\balias|\bold name|renamed|formerly|former name|transition|migrat|\bshim\b/i;

/** The comment above it, or what stands in it and on its line, calls it a second name. */
function saysSecondName(
  survey: Survey,
  path: string,
  { name, aliasOf = name, start, statement }: DefinitionFact,
): boolean {
  const text = survey.modules.tree.read(path) ?? '';
  const line = text.lastIndexOf('\n', start) + 1;
  const above = /(?:^[ \t]*(?:#|\/\/|\/?\*).*\n)+$/m.exec(text.slice(Math.max(0, line - 600), line))?.[0] ?? '';
  const inside = text.slice(line, Math.max(statement.end, endOfBlock(text, start)));
  // what it is called says nothing of why
  const said = inside.slice(0, 600).replaceAll(name, '').replaceAll(aliasOf, '');
  return SECOND_NAME.test(above) || SECOND_NAME.test(said);
}
