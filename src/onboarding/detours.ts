/**
 * Proposals from names that are imported under several spellings: from the file that defines them and from modules that
 * hand them on. One of the paths is proposed as the one to use: that of most importers.
 */

import { keyOfFile } from '../modules/index.ts';
import { originOf } from '../modules/origin.ts';
import { elsewhere, handsOn, type NameIndex } from './names.ts';
import type { Proposal } from './proposal.ts';
import { type Importing, isTestPath, type Survey } from './survey.ts';

/** Fewer importers than this are not worth a rule. */
const FEWEST_IMPORTERS = 5;
/** Of the importers, those that agree already: a rule should say what most do. */
const MAJORITY = 0.75;

export function proposeDetours(survey: Survey, names: NameIndex): Proposal[] {
  const uses = new Map<string, Map<string, Importing[]>>();
  for (const [file, importers] of survey.importers) {
    const origins = new Map<string, string | null>();
    for (const one of importers) {
      if (one.name === '*' || one.name === 'default' || isTestPath(one.from)) continue;
      let canonical = origins.get(one.name);
      if (canonical === undefined) {
        const origin = originOf(file, one.name, survey.modules);
        canonical = origin === null || origin.name !== one.name ? null : `${origin.path}#${origin.name}`;
        origins.set(one.name, canonical);
      }
      if (canonical === null) continue;
      const byPath = uses.get(canonical) ?? new Map<string, Importing[]>();
      byPath.set(file, [...(byPath.get(file) ?? []), one]);
      uses.set(canonical, byPath);
    }
  }
  return [...uses].flatMap(([canonical, byPath]) => proposal(survey, names, canonical, byPath) ?? []);
}

function proposal(
  survey: Survey,
  names: NameIndex,
  canonical: string,
  byPath: ReadonlyMap<string, readonly Importing[]>,
): Proposal | null {
  const [path = '', name = ''] = canonical.split('#');
  const isHome = names.get(name)?.some((home) => home.path === path && home.kind === 'class') === true;
  // What stands in the same package imports from the defining file as a matter of course.
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const outside = [...byPath]
    .map(([file, all]) => ({ file, all: all.filter(({ from }) => !from.startsWith(folder) && !handsOn(from, path)) }))
    .filter(({ all }) => all.length > 0)
    .sort((a, b) => b.all.length - a.all.length || (a.file < b.file ? -1 : 1));
  const [first, second] = outside;
  const total = outside.reduce((sum, { all }) => sum + all.length, 0);
  if (!isHome || first === undefined || second === undefined || total < FEWEST_IMPORTERS) return null;
  if (first.all.length < MAJORITY * total) return null;
  return {
    kind: 'detour',
    concept: name,
    canonical,
    importFrom: first.file === path || keyOfFile(first.file) === null ? null : first.file,
    bans: [],
    definitionsIn: elsewhere(survey, path, name),
    judgesDetours: true,
    why: `${name} is imported by ${outside.length} paths`,
    evidence: outside.slice(0, 4).flatMap(({ file, all }) =>
      all.slice(0, 1).map((one) => ({
        ...survey.locate(one.from, one.offset),
        says: `from ${file}, as ${all.length} ${all.length === 1 ? 'file does' : 'files do'}`,
      })),
    ),
    files: [...new Set(outside.flatMap(({ all }) => all.map(({ from }) => from)))],
  };
}
