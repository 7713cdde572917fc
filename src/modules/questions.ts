/**
 * What was asked of a tree. An answer that was made from a tree holds for another one exactly if that one would have
 * given the same to every question, so whoever keeps an answer keeps the questions: paths that were read or looked for,
 * there or not, and base names that were looked for everywhere.
 */
import type { Tree } from '../types.ts';

export interface Questions {
  readonly paths: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
}

/** The same tree, and what it is asked from now on. */
export function recordQuestions(tree: Tree): { readonly tree: Tree; readonly questions: Questions } {
  const paths = new Set<string>();
  const names = new Set<string>();
  const asked = (path: string): string => {
    paths.add(path);
    return path;
  };
  return {
    questions: { paths, names },
    tree: {
      ...tree,
      settled: undefined, // what is kept would not be asked
      has: (path) => tree.has(asked(path)),
      read: (path) => tree.read(asked(path)),
      facts: (path) => tree.facts(asked(path)),
      hasFolder: (path) => tree.hasFolder(asked(path)),
      named: (name) => {
        names.add(name);
        return tree.named(name);
      },
    },
  };
}
