/**
 * Real source files for the differential and property tests: what the development dependencies ship, and this project.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EcmascriptDialect } from '../../src/languages/ecmascript/scan.ts';

const SOURCE = /\.(?:[cm]?[jt]s|[jt]sx)$/;

/** Paths of the JavaScript and TypeScript files under `folder`, sorted; links are not followed. */
export function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && SOURCE.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Every so-manieth file, so that at most `most` of them remain, each at most `largest` characters long. */
export function sample(paths: readonly string[], most: number, largest: number): { path: string; text: string }[] {
  const step = Math.max(1, Math.ceil(paths.length / most));
  return paths
    .filter((_, index) => index % step === 0)
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }))
    .filter(({ text }) => text.length <= largest);
}

/** The dialect that a path's extension says. */
export function dialectFor(path: string): EcmascriptDialect {
  if (/\.d\.[cm]?ts$/.test(path)) return 'dts';
  if (path.endsWith('.tsx')) return 'tsx';
  return /\.[cm]?ts$/.test(path) ? 'ts' : 'js';
}

/** Offset to line, 1-based, as the TypeScript compiler counts lines. */
export function lineCounter(text: string): (offset: number) => number {
  const ends = [...text.matchAll(/\r\n|[\n\r\u2028\u2029]/g)].map((match) => match.index + match[0].length);
  return (offset) => {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((ends[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
}
