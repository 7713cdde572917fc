/**
 * JS/TS specifiers for a file. Every way of writing is tried in the order that suits the replaced specifier, and the
 * first that resolves back to the file is taken, so an alias is never written where it means something else.
 */
import type { ModuleContext } from './context.ts';
import { resolveEcmascript } from './ecmascript.ts';
import { ecmascriptExtension, keyOfFile, sameKey, withoutIndex } from './key.ts';
import { localPackages, nearestPackage, type Package, patternTargets } from './packages.ts';
import { folderOf, join, relative, within } from './path.ts';
import { bestPattern, matchStar } from './path-pattern.ts';
import { type Project, projectsOf } from './tsconfig.ts';

/** `none`: no extension and no `/index`; `js`: what the compiler emits; `ts`: what is on disk. */
type Extensions = 'none' | 'js' | 'ts';

/** The specifier for `path`, in the manner of `like`. */
export function spellEcmascript(path: string, from: string, like: string, context: ModuleContext): string {
  const extensions = extensionsLike(like, from, context);
  const written = forms(path, extensions);
  const plain = relative(folderOf(from), written[0] ?? path);
  const options = ways(path, written, plain, from, like, context);
  return options.find((option) => leadsTo(option, path, from, context)) ?? plain;
}

/** All specifiers worth trying, best first. */
function ways(
  path: string,
  written: readonly string[],
  plain: string,
  from: string,
  like: string,
  context: ModuleContext,
): string[] {
  const projects = projectsOf(from, context);
  const aliases = () => projects.flatMap((project) => aliasesFor(written, like, project));
  const based = () => projects.flatMap((project) => fromBaseUrl(written, project));
  const relatives = written.map((form) => relative(folderOf(from), form));
  const other = packageNames(path, written, from, context);
  if (/^\.\.?(?:\/|$)/.test(like)) return [...(leavesPackage(like, from, context) ? [] : other), ...relatives];
  const own = nearestPackage(folderOf(from), context);
  if (like.startsWith('#') && own !== null) {
    return [...patternNames(own, 'imports', '', written, path), ...aliases(), ...other, ...relatives];
  }
  if (projects.some((project) => bestPattern(like, project.paths.keys()) !== null)) {
    return [...aliases(), ...based(), ...other, ...relatives];
  }
  if (projects.some((project) => isFromBaseUrl(like, project, context))) {
    return [...based(), ...aliases(), ...other, ...relatives];
  }
  // A package gave way to a module of the repository: near by it is relative, farther off the project's own alias.
  return [...other, ...(plain.startsWith('..') ? [...aliases(), ...based()] : []), ...relatives];
}

/** The ways to write a path's end: index dropped, full stem, extension as the style wants it. */
function forms(path: string, style: Extensions): string[] {
  const extension = ecmascriptExtension(path);
  if (extension === null || /^\.(?:vue|svelte)$/i.test(extension)) return [path];
  const stem = path.slice(0, -extension.length);
  if (style === 'ts') return [path];
  // No resolver adds `.mjs` or `.cjs` on its own.
  const emitted = /m[jt]s$/i.test(extension)
    ? '.mjs'
    : /c[jt]s$/i.test(extension)
      ? '.cjs'
      : extension === '.jsx'
        ? '.jsx'
        : '.js';
  if (style === 'js' || emitted.length > 3)
    return style === 'js' || emitted !== '.jsx' ? [stem + emitted] : [withoutIndex(stem), stem];
  return [withoutIndex(stem), stem];
}

function extensionsLike(like: string, from: string, context: ModuleContext): Extensions {
  const extension = ecmascriptExtension(like);
  const local = /^[.#/]/.test(like) || resolveEcmascript(like, from, context).candidates.length > 1;
  if (local && extension !== null && !/^\.(?:vue|svelte)$/i.test(extension))
    return /js|jsx/i.test(extension) ? 'js' : 'ts';
  if (local && /^\./.test(like) && extension === null) return 'none';
  return local ? 'none' : extensionsOfProject(from, context);
}

/** Where the replaced name tells nothing: Node's own resolution wants extensions in ES modules. */
function extensionsOfProject(from: string, context: ModuleContext): Extensions {
  const extension = ecmascriptExtension(from) ?? '';
  const [project] = projectsOf(from, context);
  const esModule =
    /^\.m[jt]s$/i.test(extension) ||
    (!/^\.c[jt]s$/i.test(extension) && nearestPackage(folderOf(from), context)?.esModule === true);
  if (project?.importsTs === true) return 'ts';
  return /^\.mjs$/i.test(extension) || (project?.nodeStyle === true && esModule) ? 'js' : 'none';
}

/** Names through tsconfig `paths`, by the pattern of `like` first, then by the longest replacement. */
function aliasesFor(written: readonly string[], like: string, project: Project): string[] {
  const own = bestPattern(like, project.paths.keys())?.pattern;
  const patterns = [...project.paths].sort(([a, to], [b, other]) => {
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
  const theirs = nearestPackage(folderOf(path), context);
  const ours = nearestPackage(folderOf(from), context);
  if (theirs === null || theirs.name === null || theirs.folder === ours?.folder) return [];
  if (!localPackages(theirs.name, folderOf(from), context).some((one) => one.found === theirs)) return [];
  const name = theirs.name;
  if (theirs.exports !== undefined) return patternNames(theirs, 'exports', name, written, path);
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
): string[] {
  const stem = withoutExtension(path);
  return patternTargets(found, table).flatMap(([key, targets]) =>
    reversed(table === 'exports' ? name + key.slice(1) : key, targets, [...written, stem, path]),
  );
}

/** Whether a relative specifier already reaches into another package, so that such are the custom here. */
function leavesPackage(like: string, from: string, context: ModuleContext): boolean {
  const folder = folderOf(from);
  const target = join(folder, like);
  return (
    target !== null && nearestPackage(folderOf(target), context)?.folder !== nearestPackage(folder, context)?.folder
  );
}

/** Whether a specifier resolves to the file, or to its stub; to its key where nothing exists. */
function leadsTo(option: string, path: string, from: string, context: ModuleContext): boolean {
  const resolution = resolveEcmascript(option, from, context);
  if (resolution.file !== null) return withoutExtension(resolution.file) === withoutExtension(path);
  const first = resolution.candidates[0];
  const key = keyOfFile(path);
  return first !== undefined && key !== null && sameKey(first, key);
}
