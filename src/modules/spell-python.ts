/**
 * Python specifiers for a file. Which root an absolute name starts from is told by the name that it replaces; without
 * that help it is the deepest root that holds the file and is no package itself.
 */
import type { ModuleContext } from './context.ts';
import { importsOf } from './habit.ts';
import { withoutInit } from './key.ts';
import { folderOf, within } from './path.ts';
import { fileOfPython, resolvePython } from './python.ts';
import { rootsFor } from './python-roots.ts';

/** The specifier for `path`, dotted or relative like `like`, or like most of what the file imports of its own package. */
export function spellPython(path: string, from: string, stated: string | null, context: ModuleContext): string {
  const like = stated ?? habitOf(from, context);
  const module = withoutInit(path.replace(/\.pyi?$/i, ''));
  const roots = rootsFor(from, context);
  if (like.startsWith('.')) {
    const relative = relativeName(module, folderOf(from), roots, context);
    if (relative !== null) return relative;
  }
  const names = absoluteNames(module, from, like, roots, context);
  const leads = (name: string) => resolvePython(name, from, context).keys[0]?.path === module;
  return names.find(leads) ?? names[0] ?? module.replaceAll('/', '.');
}

/** An import of the file in the manner of most of them. */
function habitOf(from: string, context: ModuleContext): string {
  const specifiers = importsOf(from, 'py', context).map(({ specifier }) => specifier);
  const relative = specifiers.filter((one) => one.startsWith('.'));
  const above = new Set(folderOf(from).split('/'));
  const absolute = specifiers.filter((one) => !one.startsWith('.') && above.has(one.split('.')[0] ?? ''));
  return (relative.length > absolute.length ? relative[0] : absolute[0]) ?? 'absolute';
}

/** `.a`, `..a.b`; null when the two have no package in common that a relative import could climb to. */
function relativeName(module: string, folder: string, roots: readonly string[], context: ModuleContext): string | null {
  const from = folder.split('/');
  const to = module.split('/');
  let common = 0;
  while (common < from.length && common < to.length && from[common] === to[common]) common++;
  const shared = from.slice(0, common).join('/');
  const isRoot = roots.includes(shared) && !isPackage(shared, context);
  return shared === '' || isRoot ? null : '.'.repeat(from.length - common + 1) + to.slice(common).join('.');
}

/** Dotted names for the roots that hold the module, the one that suits best first. */
function absoluteNames(
  module: string,
  from: string,
  like: string,
  roots: readonly string[],
  context: ModuleContext,
): string[] {
  const replaced = like.startsWith('.') ? null : resolvePython(like, from, context).existing;
  const likePath = like.replaceAll('.', '/');
  const options = roots
    .filter((root) => module !== root && within(module, root))
    .map((root) => {
      const name = module.slice(root === '' ? 0 : root.length + 1).replaceAll('/', '.');
      const sameRoot = replaced?.path === (root === '' ? likePath : `${root}/${likePath}`);
      const sameTop = name.split('.')[0] === like.split('.')[0];
      const rank = (sameRoot ? 8 : 0) + (sameTop ? 4 : 0) + (isPackage(root, context) ? 0 : 2);
      return { name, rank, depth: root.length };
    });
  return options.sort((a, b) => b.rank - a.rank || b.depth - a.depth).map((one) => one.name);
}

function isPackage(folder: string, context: ModuleContext): boolean {
  const file = fileOfPython({ language: 'py', path: folder === '' ? '.' : folder, external: false }, context.tree);
  return file !== null && /(?:^|\/)__init__\.pyi?$/.test(file);
}
