/**
 * The Python interpreter as an oracle: `oracle.py` reads files with the interpreter's own parser, and its standard
 * library is a few thousand files of real code. Where no `python3` is installed, tests say so and stand on the fixtures
 * alone.
 */

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LanguageFacts } from '../../src/types.ts';

/** [line, module, name, local, type only, nested, column] */
export type ImportRow = readonly [number, string, string, string | null, boolean, boolean, number];
/** [line, name, kind, scope, column, alias of] */
export type DefinitionRow = readonly [number, string, string, string, number, string | null];

export interface OracleFile {
  readonly path: string;
  /** Why the interpreter did not parse it, or null. */
  readonly error: string | null;
  readonly imports: readonly ImportRow[];
  readonly definitions: readonly DefinitionRow[];
}

/** Runs `python3` with `input`; null when it is not installed. */
function python(args: readonly string[], input: string): string | null {
  const result = spawnSync('python3', args, { input, encoding: 'utf8', maxBuffer: 1 << 30 });
  return result.status === 0 ? result.stdout : null;
}

/** What a script prints; null when there is no interpreter. */
export function askPython(script: string): string | null {
  return python(['-c', script], '');
}

/** Folder of the interpreter's standard library, or null when there is no interpreter. */
export function standardLibrary(): string | null {
  return python(['-c', 'import sysconfig; print(sysconfig.get_paths()["stdlib"])'], '')?.trim() ?? null;
}

/** Folder of Python code that npm itself ships (node-gyp), or null; it need not exist. */
export function npmPython(): string {
  return join(dirname(process.execPath), '../lib/node_modules/npm/node_modules/node-gyp');
}

/** Every Python file below `folder`, sorted; none when there is no such folder. */
export function pythonFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.py'))
    .map((name) => join(folder, name))
    .sort();
}

/** What the interpreter reads in the files at `paths`, in that order; null when there is no interpreter. */
export function readWithPython(paths: readonly string[]): OracleFile[] | null {
  const output = python([join(import.meta.dirname, 'oracle.py')], paths.join('\0'));
  return output === null ? null : output.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
}

/** The text of a file as the program decodes it: UTF-8, a byte-order mark kept. */
export function readSource(path: string): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(readFileSync(path));
}

/** Offsets to 1-based lines and columns; a byte-order mark has no width. */
export function placesIn(text: string): (offset: number) => readonly [number, number] {
  const starts = [text.startsWith('\ufeff') ? 1 : 0];
  for (const end of text.matchAll(/\r\n?|\n/g)) starts.push(end.index + end[0].length);
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return [Math.max(low, 1), offset - (starts[Math.max(low, 1) - 1] ?? 0) + 1];
  };
}

/** Import statements of `facts` in the oracle's terms; string references are none of its business. */
export function importRows(text: string, facts: LanguageFacts): ImportRow[] {
  const place = placesIn(text);
  return facts.imports
    .filter((fact) => fact.form !== 'string')
    .flatMap((fact) =>
      fact.names.map((name): ImportRow => {
        const [line, column] = place(name.start);
        return [line, fact.specifier, name.name, name.local, fact.typeOnly, fact.nested === true, column];
      }),
    );
}

/** Definitions of `facts` in the oracle's terms, without aliases made by `__getattr__` and `sys.modules`. */
export function definitionRows(text: string, facts: LanguageFacts): DefinitionRow[] {
  const place = placesIn(text);
  return facts.definitions
    .filter((fact) => fact.via === undefined)
    .map((fact): DefinitionRow => {
      const [line, column] = place(fact.start);
      return [line, fact.name, fact.kind, fact.scope, column, fact.aliasOf ?? null];
    });
}
