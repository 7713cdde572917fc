/**
 * JS/TS specifiers for a file. Every way of writing is tried in the order that suits the replaced specifier, and the
 * first that resolves back to the file is taken, so an alias is never written where it means something else.
 */
import { isComponent } from '../languages/index.ts';
import { builtSources } from './built-sources.ts';
import type { ModuleContext } from './context.ts';
import { resolveEcmascript } from './ecmascript.ts';
import { type Extensions, extensionsIn, importsOf, relativeExtensions } from './habit.ts';
import { ecmascriptExtension, keyOfFile, sameKey, withoutIndex } from './key.ts';
import {
  importFiles,
  localPackages,
  namedPackage,
  nearestPackage,
  type Package,
  packageFile,
  patternTargets,
} from './packages.ts';
import { ancestors, folderOf, inFolder, join, relative, within } from './path.ts';
import { bestPattern, matchStar } from './path-pattern.ts';
import { othersIncluding, projectsOf } from './projects.ts';
import type { Project } from './tsconfig.ts';

/** How a specifier is written. */
type Way = 'relative' | 'imports' | 'alias' | 'base-url' | 'package';

/** What to try where a specifier of one manner is replaced, best first. */
const ORDER: Readonly<Record<Way, readonly Way[]>> = {
  relative: ['package', 'relative'],
  imports: ['imports', 'alias', 'package', 'relative'],
  alias: ['alias', 'base-url', 'package', 'relative'],
  'base-url': ['base-url', 'alias', 'package', 'relative'],
  package: ['package', 'relative'],
};

/** A package gave way to a module that is not near by: the project's own alias comes before a chain of `../`. */
const FROM_AFAR: readonly Way[] = ['package', 'alias', 'base-url', 'relative'];

/** The specifier for `path`, in the manner of `like`, or of what the file imports already. */
export function spellEcmascript(path: string, from: string, stated: string | null, context: ModuleContext): string {
  const own = ownName(from, context);
  const like = mannerFor(path, from, stated, own, context);
  const options = readOptionsOf(like, from, context);
  const folder = folderOf(from);
  const far = options === 'package' && !within(path, folder);
  const crossesAlready =
    options === 'relative' && (stated === null || like === stated) && leavesPackage(like, from, context);
  for (const way of far ? FROM_AFAR : ORDER[options]) {
    if (way === 'package' && crossesAlready) continue;
    const written = forms(path, extensionsFor(way, options, like, from, context));
    const found = namesBy(way, path, written, from, like, context).find(
      (name) => (!isBelow(name, own) || isBelow(like, own)) && leadsTo(name, path, from, context),
    );
    if (found !== undefined) return found;
  }
  return relative(folder, forms(path, extensionsFor('relative', options, like, from, context))[0] ?? path);
}

/**
 * What the specifier is to be like: the one that is replaced, or one of the file's own. What names the package itself tells
 * nothing of how its files name each other, and the name of another one nothing of how they name what is far off.
 */
function mannerFor(
  path: string,
  from: string,
  stated: string | null,
  own: string | null,
  context: ModuleContext,
): string {
  if (stated === null || stated === own) return habitOf(path, from, own, context) ?? './';
  const isPackage = readOptionsOf(stated, from, context) === 'package';
  return (isPackage && !within(path, folderOf(from)) ? habitOf(path, from, own, context) : null) ?? stated;
}

/** An import of the file that is as far away, in the manner of most of them; null where it has none. */
function habitOf(path: string, from: string, own: string | null, context: ModuleContext): string | null {
  const isFar = relative(folderOf(from), path).startsWith('..');
  const specifiers = importsOf(from, 'js', context).map(({ specifier }) => specifier);
  const near = specifiers.filter((one) => (isFar ? /^\.\.(?:\/|$)/ : /^\.(?:\/|$)/).test(one));
  const aliased = specifiers.filter(
    (one) => !one.startsWith('.') && !isBelow(one, own) && readOptionsOf(one, from, context) !== 'package',
  );
  return (aliased.length > near.length ? aliased[0] : near[0]) ?? null;
}

/** The name of the package that a file belongs to. */
function ownName(from: string, context: ModuleContext): string | null {
  return namedPackage(from, context)?.name ?? null;
}

function isBelow(specifier: string, name: string | null): boolean {
  return name !== null && (specifier === name || specifier.startsWith(`${name}/`));
}

function readOptionsOf(like: string, from: string, context: ModuleContext): Way {
  if (/^\.\.?(?:\/|$)/.test(like)) return 'relative';
  if (like.startsWith('#')) return 'imports';
  if (aliasTables(from, context).some((paths) => bestPattern(like, paths.keys()) !== null)) return 'alias';
  return projectsOf(from, context).some((project) => isFromBaseUrl(like, project, context)) ? 'base-url' : 'package';
}

function namesBy(
  way: Way,
  path: string,
  written: readonly string[],
  from: string,
  like: string,
  context: ModuleContext,
): string[] {
  switch (way) {
    case 'relative':
      return written.map((form) => relative(folderOf(from), form));
    case 'imports': {
      const own = nearestPackage(folderOf(from), context);
      return own === null ? [] : patternNames(own, 'imports', '', written, path, context);
    }
    case 'alias':
      return aliasTables(from, context).flatMap((paths) => aliasesFor(written, like, paths));
    case 'base-url': {
      // Beside `paths` it may be nothing but what they are relative to.
      const isStyle = (project: Project): boolean => project.paths.size === 0 || isFromBaseUrl(like, project, context);
      return projectsOf(from, context)
        .filter(isStyle)
        .flatMap((project) => fromBaseUrl(written, project));
    }
    case 'package':
      return packageNames(path, written, from, context);
  }
}

/** The ways to write a path's end: without index, then the full stem, or with the extension that the style wants. */
function forms(path: string, style: Extensions): string[] {
  const extension = ecmascriptExtension(path);
  // No resolver adds these on its own.
  if (extension === null || isComponent(extension) || style === 'ts') return [path];
  const stem = path.slice(0, -extension.length);
  if (/m[jt]s$/i.test(extension)) return [`${stem}.mjs`];
  if (/c[jt]s$/i.test(extension)) return [`${stem}.cjs`];
  return style === 'js' ? [stem + (extension === '.jsx' ? '.jsx' : '.js')] : [withoutIndex(stem), stem];
}

/** As the replaced name has it, as relative names of the file have it; else as the project needs it. */
function extensionsFor(way: Way, options: Way, like: string, from: string, context: ModuleContext): Extensions {
  const own = options === 'package' ? null : extensionsIn(like);
  if (own !== null && own !== 'none') return own;
  const habit = way === 'relative' ? relativeExtensions(from, context) : null;
  return habit ?? (own !== null && way === options ? own : extensionsOfProject(from, context));
}

/** Where the replaced name tells nothing: Node's own resolution wants extensions in ES modules. */
function extensionsOfProject(from: string, context: ModuleContext): Extensions {
  const extension = ecmascriptExtension(from) ?? '';
  const [project] = projectsOf(from, context);
  const esModule =
    /^\.m[jt]s$/i.test(extension) ||
    (!/^\.c[jt]s$/i.test(extension) && nearestPackage(folderOf(from), context)?.esModule === true);
  if (project?.importsTs === true || isOfDeno(folderOf(from), context)) return 'ts';
  // Without a compiler Node reads what is written.
  const isPlain = project === undefined && extension === '.js';
  return /^\.mjs$/i.test(extension) || ((project?.nodeStyle === true || isPlain) && esModule) ? 'js' : 'none';
}

function isOfDeno(folder: string, { tree }: ModuleContext): boolean {
  return ancestors(folder).some((at) => ['deno.json', 'deno.jsonc'].some((name) => tree.has(inFolder(at, name))));
}

/** What may give a file aliases, in the order in which they are asked. */
function aliasTables(from: string, context: ModuleContext): Project['paths'][] {
  const projects = [...projectsOf(from, context), ...othersIncluding(from, context)];
  return [...projects.map(({ paths }) => paths), new Map(context.js?.aliases)];
}

/** Names through aliases, by the pattern of `like` first, then by the longest replacement. */
function aliasesFor(written: readonly string[], like: string, paths: Project['paths']): string[] {
  const own = bestPattern(like, paths.keys())?.pattern;
  const patterns = [...paths].sort(([a, to], [b, other]) => {
    if ((a === own) !== (b === own)) return a === own ? -1 : 1;
    return (other[0]?.length ?? 0) - (to[0]?.length ?? 0);
  });
  return patterns.flatMap(([pattern, targets]) => reversed(pattern, targets, written));
}

/** What to put for `*` so that one of the targets becomes one of the written forms. */
function reversed(pattern: string, targets: readonly string[], written: readonly string[]): string[] {
  return targets.flatMap((target) =>
    [target, withoutExtension(target), withoutIndex(withoutExtension(target))].flatMap((shape) =>
      written.flatMap((form) => {
        const star = matchStar(form, shape) ?? matchStar(withoutExtension(form), shape);
        return star === null ? [] : [pattern.replace('*', () => star)];
      }),
    ),
  );
}

function withoutExtension(path: string): string {
  return path.slice(0, path.length - (ecmascriptExtension(path)?.length ?? 0));
}

function fromBaseUrl(written: readonly string[], { baseUrl }: Project): string[] {
  if (baseUrl === null) return [];
  return written.flatMap((form) =>
    within(form, baseUrl) && form !== baseUrl ? [form.slice(baseUrl === '' ? 0 : baseUrl.length + 1)] : [],
  );
}

function isFromBaseUrl(like: string, { baseUrl }: Project, context: ModuleContext): boolean {
  const top = baseUrl === null ? null : join(baseUrl, like.split('/')[0] ?? '');
  return top !== null && top !== '' && context.tree.hasFolder(top);
}

/** Names by way of the package that the file belongs to, when that is not the importer's own. */
function packageNames(path: string, written: readonly string[], from: string, context: ModuleContext): string[] {
  const theirs = namedPackage(path, context);
  const ours = namedPackage(from, context);
  if (theirs === null || theirs.name === null || theirs.folder === ours?.folder) return [];
  // Nobody installs the repository's own package into what lies in it.
  if (ours !== null && within(ours.folder, theirs.folder)) return [];
  if (!localPackages(theirs.name, folderOf(from), context).some((one) => one.found === theirs)) return [];
  const name = theirs.name;
  if (theirs.exports !== undefined) return patternNames(theirs, 'exports', name, written, path, context);
  const inside = written.flatMap((form) =>
    within(form, theirs.folder) ? [form.slice(theirs.folder.length).replace(/^\/?/, '/')] : [],
  );
  return [name, ...inside.map((rest) => `${name}${rest === '/' ? '' : rest}`)];
}

/** Names by way of `exports` or `imports`: for each key, what its targets turn into. */
function patternNames(
  found: Package,
  table: 'exports' | 'imports',
  name: string,
  written: readonly string[],
  path: string,
  context: ModuleContext,
): string[] {
  const builtFrom = builtSources(context);
  const stem = withoutExtension(path);
  const names = patternTargets(found, table, builtFrom).flatMap(([key, targets]) =>
    reversed(table === 'exports' ? name + key.slice(1) : key, targets, [...written, stem, path]),
  );
  if (table === 'imports') return names;
  // What another key refuses (`null`) would still resolve here, but nowhere else.
  const declares = (one: string) =>
    packageFile(found, one.slice(name.length + 1)).flatMap((file) => importFiles(found, file, builtFrom));
  return names.filter((one) => declares(one).some((file) => withoutExtension(file) === stem));
}

/** Whether a relative specifier already reaches into another package, so that such are the custom here. */
function leavesPackage(like: string, from: string, context: ModuleContext): boolean {
  const folder = folderOf(from);
  const target = join(folder, like);
  return target !== null && namedPackage(`${target}/`, context)?.folder !== namedPackage(from, context)?.folder;
}

/** Whether a specifier resolves to the file, or to its stub; to its key where nothing exists. */
function leadsTo(option: string, path: string, from: string, context: ModuleContext): boolean {
  const resolution = resolveEcmascript(option, from, context);
  if (resolution.file !== null) return withoutExtension(resolution.file) === withoutExtension(path);
  const first = resolution.candidates[0];
  const key = keyOfFile(path);
  return first !== undefined && key !== null && sameKey(first, key);
}
