/**
 * The packages from outside that the tree's manifests name.
 */
import { parseJsonc } from '../text/jsonc.ts';
import { isObject, type ModuleContext, member, perTree } from './context.ts';

/** The members of package.json that name packages. */
export const DEPENDENCY_KINDS = [
  'dependencies',
  'devDependencies',
  'peerDependencies',
  'optionalDependencies',
] as const;

const remembered = perTree<{ names: ReadonlySet<string> | null }>(() => ({ names: null }));

/** Every package that some package.json of the tree depends on. */
export function dependencyNames({ tree }: ModuleContext): ReadonlySet<string> {
  const known = remembered(tree);
  known.names ??= new Set(
    tree.named('package.json').flatMap((path) => {
      const { value } = parseJsonc(tree.read(path) ?? '');
      return DEPENDENCY_KINDS.flatMap((kind) => {
        const listed = member(value, kind);
        return isObject(listed) ? Object.keys(listed) : [];
      });
    }),
  );
  return known.names;
}

/** The package that a specifier begins with: `@acme/a` of `@acme/a/b`; null for what names none. */
export function packageNameOf(specifier: string): string | null {
  return /^(?:@[^/]+\/)?[^/@.#~][^/]*/.exec(specifier)?.[0] ?? null;
}
