/**
 * The line by which a file comes by a home: on the way that its package leaves open (modules/borders.ts), under the name
 * under which the symbol leaves that module, in the manner of the file. Hints, `where` and the written docs ask here.
 */
import { type Destination, type NoWay, packageFolder, type Way, wayTo } from '../modules/borders.ts';
import { importsOf } from '../modules/habit.ts';
import type { ModuleContext } from '../modules/index.ts';
import { inFolder } from '../modules/path.ts';
import { projectsOf } from '../modules/projects.ts';
import type { Home, ImportFact, LanguageId } from '../types.ts';
import { type NewSource, plainImport, type Whole } from './import-line.ts';
import { mannerLike, mannerOf } from './manner.ts';

/** The canonical home that a file of this language imports from. */
export function homeIn(homes: readonly Home[], language: LanguageId): Home | null {
  return homes.find((home) => home.language === language) ?? null;
}

/** What a file writes to come by a home; words where there is no way. */
export function homeLine(home: Destination, from: string, modules: ModuleContext): string {
  return lineFor(home, wayTo(home, from, null, modules), from, null, modules);
}

/**
 * The same without an importing file: as from the repository's top, dotted or from its root folder; where a package keeps
 * the symbol to itself, as from the top of that package.
 */
export function homeLineAnywhere(home: Destination, modules: ModuleContext): string {
  const importer = IMPORTER[home.language];
  const way = wayTo(home, importer, null, modules);
  const inside = way.module === null ? packageFolder(home, modules) : null;
  if (inside === null) return lineFor(home, way, importer, null, modules);
  return `${homeLine(home, inFolder(inside, importer), modules)} (in ${inside})`;
}

const IMPORTER: Readonly<Record<LanguageId, string>> = { py: '__main__.py', js: 'index.ts' };

/** The same on a way that is known, in the manner of a statement if there is one. */
export function lineFor(
  { language }: Destination,
  way: Way | NoWay,
  from: string,
  like: ImportFact | null,
  modules: ModuleContext,
): string {
  if (way.module === null) return way.why;
  const to = sourceOf(way, from, modules);
  if (language === 'py') return plainImport(language, to, null);
  const manner = like === null ? mannerOf(from, modules) : mannerLike(like, like.typeOnly, from, modules);
  return plainImport(language, to, manner);
}

/** What a way says of the import that a file writes. */
export function sourceOf({ module, leave, local }: Way, from: string, modules: ModuleContext): NewSource {
  if (leave === null) return { module, symbol: null };
  if (leave.name === null) return { module, symbol: 'default', local, whole: wholeIn(from, modules) };
  return { module, symbol: leave.name, local };
}

/** By a default import where the file's project allows it, or the file is JavaScript, which knows nothing else. */
function wholeIn(from: string, modules: ModuleContext): Whole {
  if (!/\.[mc]?tsx?$/i.test(from)) return 'default';
  if (importsOf(from, 'js', modules).some(({ via }) => via === 'import-equals')) return 'import-equals';
  return projectsOf(from, modules).some(({ interop }) => interop) ? 'default' : 'import-equals';
}
