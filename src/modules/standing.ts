/**
 * Where files of a name stand: each name is asked once of a tree, so that nobody looks for it in every folder above a file.
 */
import { push } from '../text/multimap.ts';
import type { Tree } from '../types.ts';
import { perTree } from './context.ts';
import { folderOf } from './path.ts';

interface Places {
  readonly all: readonly string[];
  readonly byFolder: ReadonlyMap<string, readonly string[]>;
}

const memory = perTree(() => new Map<string, Places>());

/** Every file with a base name, or a name of a form. */
export function standing(name: string, tree: Tree): readonly string[] {
  return placesOf(name, tree).all;
}

/** Those of them that stand directly in a folder. */
export function standingIn(folder: string, name: string, tree: Tree): readonly string[] {
  return placesOf(name, tree).byFolder.get(folder) ?? [];
}

function placesOf(name: string, tree: Tree): Places {
  const known = memory(tree).get(name);
  if (known !== undefined) return known;
  const all = tree.named(name);
  const byFolder = new Map<string, string[]>();
  for (const path of all) push(byFolder, folderOf(path), path);
  const places = { all, byFolder };
  memory(tree).set(name, places);
  return places;
}
