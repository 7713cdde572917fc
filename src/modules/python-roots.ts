/**
 * Python's roots: the folders that absolute names start from.
 *
 * Stated in the registry, or else `.`, `src`, and every folder that holds pyproject.toml, setup.cfg or setup.py with
 * its `src` and whatever other folder those files name as the place of their packages.
 */

import { pushAll } from '../text/lists.ts';
import { PROJECT_FILES } from './configuration.ts';
import { type ModuleContext, perTree } from './context.ts';
import { realPath } from './links.ts';
import { ancestors, folderOf, join } from './path.ts';
import { statedRoots } from './python-project.ts';

interface Memory {
  roots: ReadonlySet<string> | null;
  /** By folder of the importing file. */
  readonly ordered: Map<string, readonly string[]>;
  /** The same order is the same list. */
  readonly lists: Map<string, readonly string[]>;
}

/** One memory for each list of stated roots, printed. */
const memory = perTree(() => new Map<string, Memory>());

function remembered(context: ModuleContext): Memory {
  const byRoots = memory(context.tree);
  const id = JSON.stringify(context.pythonRoots);
  const known = byRoots.get(id) ?? { roots: null, ordered: new Map(), lists: new Map() };
  byRoots.set(id, known);
  return known;
}

/** Every root, in the order in which it is stated or found; the repository itself is the empty string. */
export function rootSet(context: ModuleContext): ReadonlySet<string> {
  const known = remembered(context);
  if (known.roots === null) {
    const stated = context.pythonRoots?.flatMap((root) => join('', root) ?? []) ?? defaultRoots(context);
    known.roots = new Set(stated.flatMap((root) => [root, realPath(root, context.tree)]));
  }
  return known.roots;
}

function defaultRoots(context: ModuleContext): string[] {
  const byFolder = new Map<string, Set<string>>();
  for (const name of PROJECT_FILES) {
    for (const path of context.tree.named(name)) {
      const folder = folderOf(path);
      const found = byFolder.get(folder) ?? new Set([folder, join(folder, 'src') ?? folder]);
      byFolder.set(folder, found);
      for (const stated of statedRoots(name, context.tree.read(path) ?? '')) {
        const root = join(folder, stated);
        if (root !== null) found.add(root);
      }
    }
  }
  const folders = [...byFolder.keys()].sort();
  return ['', 'src', ...folders.flatMap((folder) => [...(byFolder.get(folder) ?? [])])];
}

/**
 * The roots in the order in which an absolute import of this file tries them: those of its own project first (the root
 * that it stands in, then its neighbours of the same project), then outwards, then the rest.
 */
export function rootsFor(from: string, context: ModuleContext): readonly string[] {
  const folder = folderOf(from);
  const { ordered, lists } = remembered(context);
  const known = ordered.get(folder);
  if (known !== undefined) return known;
  const all = rootSet(context);
  const near: string[] = [];
  for (const at of ancestors(folder)) {
    const source = at === '' ? 'src' : `${at}/src`;
    pushAll(
      near,
      [at, source].filter((root) => all.has(root)),
    );
  }
  const order = near.join('\0');
  const found = lists.get(order) ?? [...new Set([...near, ...all])];
  lists.set(order, found);
  ordered.set(folder, found);
  return found;
}
