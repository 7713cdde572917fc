/**
 * What is derived from a tree alone, needed for most imports, and takes a hook long, because everything that configures is
 * read for it.
 */
import type { Derived, ModuleContext } from './context.ts';
import { packageNames } from './packages.ts';
import { pythonRootLists } from './python-roots.ts';

/** All of it, by name: given to a tree that answers the same, it need not be derived again. */
export function derivedFrom(context: ModuleContext): Derived<unknown>[] {
  return [pythonRootLists(context), packageNames(context)];
}
