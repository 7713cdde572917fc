/**
 * What a source of bans is: a value that finds the configuration of one linter in a tree, and says as bans of a registry
 * what stands there. What it cannot say so it names. Sources look and translate; they never write.
 */

import { openTree } from '../../facts/tree.ts';
import { atOnce } from '../../git/left-out.ts';
import { openSnapshot } from '../../git/open-snapshot.ts';
import type { Repository } from '../../git/repository.ts';
import type { ModuleContext } from '../../modules/index.ts';
import type { Severity } from '../../types.ts';
import type { Spot } from './values.ts';

/** A tree, as sources look at it. */
export interface World {
  /** Every file, sorted. */
  readonly paths: readonly string[];
  readonly modules: ModuleContext;
}

/** An exception of a ban; what a linter states has no end. */
export interface Excused {
  readonly in: readonly string[];
  readonly reason: string;
}

/** What is banned, wherever. */
export interface Entry {
  /** As in a registry. */
  readonly module: string;
  /** null: the whole module with everything under it. */
  readonly names: readonly string[] | null;
  readonly message: string | null;
  /** Imports of types are let through. */
  readonly allowsTypes: boolean;
  readonly severity: Severity;
  readonly spot: Spot;
}

/** A ban of the registry. */
export interface TranslatedBan extends Entry {
  /** null: everywhere. */
  readonly in: readonly string[] | null;
  readonly except: readonly string[];
  readonly allow: readonly Excused[];
}

/** Something that the registry says otherwise than the linter, or not at all. */
export interface Remark {
  /** `left`: it was not translated. `differs`: it was, and finds more or less. */
  readonly kind: 'left' | 'differs';
  readonly spot: Spot;
  /** What stands there, in a few words. */
  readonly what: string;
  /** Why, and what to do. */
  readonly why: string;
}

export interface Translation {
  readonly bans: readonly TranslatedBan[];
  readonly remarks: readonly Remark[];
}

export interface Source {
  /** As in `--from`. */
  readonly id: string;
  /** What of it is read, for the help. */
  readonly summary: string;
  /** null: the tree holds no configuration of it. */
  readonly translate: (world: World) => Translation | null;
}

/** Identity: gives a source literal full inference. */
export function defineSource<const Id extends string>(
  source: Source & { readonly id: Id },
): Source & { readonly id: Id } {
  return source;
}

/** What was not translated. */
export function left(spot: Spot, what: string, why: string): Remark {
  return { kind: 'left', spot, what, why };
}

/** What finds more or less than before. */
export function differs(spot: Spot, what: string, why: string): Remark {
  return { kind: 'differs', spot, what, why };
}

/** The work tree: every file that is tracked, or not ignored. */
export function openWorld(repository: Repository): World {
  const snapshot = openSnapshot({ scope: 'all' }, repository);
  const tree = openTree(atOnce(snapshot.tree), new Map());
  return { paths: snapshot.files.map(({ path }) => path).sort(), modules: { tree, pythonRoots: null } };
}
