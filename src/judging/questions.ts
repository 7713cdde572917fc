/**
 * What several stages of judging ask besides: what resolution complains of, and where something stands.
 */
import type { ModuleContext } from '../modules/index.ts';
import { lineIndex } from '../text/lines.ts';
import type { Skipped, Tree } from '../types.ts';
import type { Verdict } from './verdict.ts';

/** What resolution reports while something is judged. */
export function collectProblems(): {
  report: NonNullable<ModuleContext['report']>;
  all: () => Pick<Verdict, 'unreadable' | 'notes'>;
} {
  const unreadable = new Map<string, Skipped>();
  const notes = new Set<string>();
  return {
    report: (path, message, problem) => {
      if (problem === 'unreadable') unreadable.set(path, { path, reason: message });
      else notes.add(`${path}: ${message}`);
    },
    all: () => ({ unreadable: [...unreadable.values()], notes: [...notes] }),
  };
}

/** Line and column of an offset in another file of the snapshot. */
export function locator(tree: Tree): (path: string, offset: number) => { line: number; column: number } {
  return (path, offset) => {
    const text = tree.read(path);
    return text === undefined ? { line: 1, column: 1 } : lineIndex(text).position(offset);
  };
}
