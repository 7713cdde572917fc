/**
 * Python specifiers for a file. Which root an absolute name starts from is told by the name that it replaces; without
 * that by the other imports of the file; and else it is the deepest root that holds the module.
 */
import { isDottedName } from '../languages/python/names.ts';
import { type ModuleContext, perTree } from './context.ts';
import { importsOf } from './habit.ts';
import { withoutInit } from './key.ts';
import { ancestors, folderOf, inFolder, within } from './path.ts';
import { isModule, resolvePython } from './python.ts';
import { isPackageFolder, knownRootsAbove, rootSet, type SearchPath, searchPathOf } from './python-roots.ts';

/** The specifier for `path`, dotted or relative like `like`, or like most of what the file imports of its own package. */
export function spellPython(path: string, from: string, stated: string | null, context: ModuleContext): string {
  const like = stated ?? habitOf(from, context);
  const module = withoutInit(path.replace(/\.py[iw]?$/i, ''));
  if (like.startsWith('.')) {
    const relative = relativeName(module, from, context);
    if (relative !== null) return relative;
  }
  const names = absoluteNames(module, from, like, context);
  const leads = (name: string) => resolvePython(name, from, context).keys[0]?.path === module;
  const sound = names.filter(isDottedName);
  return sound.find(leads) ?? sound[0] ?? names[0] ?? module.replaceAll('/', '.');
}

/** An import of the file in the manner of most of them. */
function habitOf(from: string, context: ModuleContext): string {
  const specifiers = importsOf(from, 'py', context).map(({ specifier }) => specifier);
  const relative = specifiers.filter((one) => one.startsWith('.'));
  const above = new Set(folderOf(from).split('/'));
  const absolute = specifiers.filter((one) => !one.startsWith('.') && above.has(one.split('.')[0] ?? ''));
  return (relative.length > absolute.length ? relative[0] : absolute[0]) ?? 'absolute';
}

/**
 * `.a`, `..a.b`; null when the two have no package in common that a relative import could climb to, when another root lies
 * between them, or when some folder has no name.
 */
function relativeName(module: string, from: string, context: ModuleContext): string | null {
  const folder = folderOf(from);
  const root = ancestors(folder).find((at) => searchPathOf(from, context).roots.includes(at)) ?? '';
  if (folder === root) return null;
  const above = root === '' ? 0 : root.length + 1;
  const top = folder.slice(0, above) + (folder.slice(above).split('/', 1)[0] ?? '');
  if (!within(module, top)) return null;
  const shared = ancestors(folder).find((at) => within(module, at)) ?? top;
  const rest = module.slice(shared.length + 1).replaceAll('/', '.');
  const roots = rootSet(context);
  const isParted = ancestors(folderOf(module)).some((at) => at !== shared && within(at, shared) && roots.has(at));
  if (isParted || (rest !== '' && !isDottedName(rest))) return null;
  return '.'.repeat(folder.split('/').length - shared.split('/').length + 1) + rest;
}

/** Dotted names for the roots that hold the module, the one that suits best first. */
function absoluteNames(module: string, from: string, like: string, context: ModuleContext): string[] {
  const path = searchPathOf(from, context);
  const replaced = like.startsWith('.') ? [] : placesOf(like, from, path, context);
  const holding = [...path.roots, ...(path.own === null ? [] : [path.own])]
    .filter((root) => module !== root && within(module, root))
    .sort((a, b) => b.length - a.length);
  // Only a name of something below the deepest root tells from which of them the file counts.
  const tell = [...replaced, ...placesOfImports(from, path, context)].filter((place) =>
    within(place.path, holding[0] ?? ''),
  );
  const known = knownRootsAbove(folderOf(module), context);
  const options = holding.flatMap((root) => {
    const name = module.slice(root === '' ? 0 : root.length + 1).replaceAll('/', '.');
    const isSure = replaced.some((place) => place.isWhole && place.root === root);
    const isUsed = tell.some((place) => place.root === root);
    // A script's neighbours have these names for it alone.
    if (root === path.own && !isSure && !isUsed) return [];
    const sameTop = name.split('.')[0] === like.split('.')[0];
    const isSound = isDottedName(name) && !isPackageFolder(root, context.tree);
    // That the folder above a package is a root is only likely.
    const isKnown = known.includes(root);
    const rank = (isSure ? 16 : 0) + (sameTop ? 8 : 0) + (isUsed ? 4 : 0) + (isSound ? 2 : 0) + (isKnown ? 1 : 0);
    return [{ name, rank }];
  });
  return options.sort((a, b) => b.rank - a.rank).map((one) => one.name);
}

/** Where a name is found. */
interface FoundPlace {
  readonly root: string;
  readonly path: string;
  /** The name itself, and not only a package above it. */
  readonly isWhole: boolean;
}

/** Where a name is found, or what is left of it: in a script's own folder only where no other root explains it. */
function placesOf(name: string, from: string, searched: SearchPath, context: ModuleContext): FoundPlace[] {
  const whole = name.replaceAll('.', '/');
  for (let rest = whole; rest !== ''; rest = folderOf(rest)) {
    const { keys } = resolvePython(rest.replaceAll('/', '.'), from, context);
    const foundUnder = (root: string): FoundPlace[] => {
      const path = inFolder(root, rest);
      const isFound = keys.some((key) => !key.external && key.path === path) && stands(path, context);
      return isFound ? [{ root, path, isWhole: rest === whole }] : [];
    };
    const found = searched.roots.flatMap(foundUnder);
    if (found.length > 0) return found;
    const beside = searched.own === null ? [] : foundUnder(searched.own);
    // The first step alone of a name in a namespace package may as well be an installed package.
    const isTelling = searched.own === folderOf(from) || rest.includes('/');
    if (beside.length > 0 && isTelling) return beside;
  }
  return [];
}

function stands(path: string, { tree }: ModuleContext): boolean {
  return isModule(path, tree) || tree.hasFolder(path);
}

const remembered = perTree(() => new Map<string, readonly FoundPlace[]>());

/** Where the absolute imports of a file are found. */
function placesOfImports(from: string, path: SearchPath, context: ModuleContext): readonly FoundPlace[] {
  const known = remembered(context.tree).get(from);
  if (known !== undefined) return known;
  const names = (context.tree.facts(from)?.parts ?? [])
    .filter(({ language }) => language === 'py')
    .flatMap(({ imports }) => imports)
    .filter(({ form, specifier }) => form !== 'string' && !specifier.startsWith('.'))
    .map(({ specifier }) => specifier);
  const found = [...new Set(names)].flatMap((name) => placesOf(name, from, path, context));
  remembered(context.tree).set(from, found);
  return found;
}
