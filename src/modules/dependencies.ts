/**
 * The packages from outside that the tree's manifests name.
 */
import { type ModuleContext, perTree } from './context.ts';
import { packageIn, splitSpecifier } from './packages.ts';
import { folderOf } from './path.ts';
import { standing } from './standing.ts';

const remembered = perTree<{ names: ReadonlySet<string> | null }>(() => ({ names: null }));

/** Every package that some package.json of the tree depends on, also under another name. */
export function dependencyNames(context: ModuleContext): ReadonlySet<string> {
  const known = remembered(context.tree);
  known.names ??= new Set(
    standing('package.json', context.tree).flatMap((path) => {
      const found = packageIn(folderOf(path), context);
      return found === null ? [] : [...found.dependencies, ...found.renames.values()];
    }),
  );
  return known.names;
}

/** The package that a specifier begins with: `@acme/a` of `@acme/a/b`; null for what names none. */
export function packageNameOf(specifier: string): string | null {
  return splitSpecifier(specifier)?.name ?? null;
}
