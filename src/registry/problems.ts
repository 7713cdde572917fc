/**
 * Problems: what is wrong with a registry, where, and how that is told.
 */

import { clipText } from '../text/escape.ts';
import { lineIndex } from '../text/lines.ts';
import type { Place, Problem } from '../types.ts';

/** One registry file while it is read: turns offsets into places. */
export interface RegistryFile {
  readonly path: string;
  readonly place: (offset: number) => Place;
}

/** @param text the file as it was decoded, a byte-order mark included */
export function registryFile(path: string, text: string): RegistryFile {
  const lines = lineIndex(text);
  return { path, place: (offset) => ({ path, ...lines.position(offset) }) };
}

/** All of them in the order of their places, each once. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  const order = (a: Problem, b: Problem) =>
    compare(a.path, b.path) || a.line - b.line || a.column - b.column || compare(a.message, b.message);
  return [...problems].sort(order).filter((problem, i, all) => i === 0 || order(problem, all[i - 1] ?? problem) !== 0);
}

/** `path:line:column: message`, one line. */
export function problemLine(problem: Problem): string {
  return `${placeWords(problem)}: ${problem.message}`;
}

/** `path:line:column`, safe to show. */
export function placeWords(place: Place): string {
  return `${clipText(place.path, 4096)}:${place.line}:${place.column}`;
}

/** A word from a registry as it may stand in a message: in quotes, harmless, not endless. */
export function quote(word: string): string {
  return /^[\w$./*-]{0,80}$/.test(word) ? `"${word}"` : `"${clipText(word, 80)}"`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
