/**
 * Imports only point down ARCHITECTURE.md's picture: a stage may use those below it, never one above.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { scan } from '../src/languages/index.ts';

const src = fileURLToPath(new URL('../src/', import.meta.url));

/** From the top down; a folder, or a file of `src` itself. Those in one row may use each other. */
const FLOORS: readonly (readonly string[])[] = [
  ['bin.ts', 'bin-hook.ts', 'launch.ts'],
  ['cli.ts', 'index.ts'],
  ['commands'],
  ['pipeline.ts', 'judging', 'onboarding', 'hooks'],
  ['registry', 'rules', 'facts', 'reporters', 'git', 'modules', 'languages', 'files'],
  ['text', 'errors.ts', 'types.ts', 'version.ts', 'trace.ts'],
];

/** Within the fifth row: what may not be used by whom. */
const FORBIDDEN: Readonly<Record<string, readonly string[]>> = {
  languages: ['modules', 'rules', 'registry', 'git', 'facts', 'reporters', 'files'],
  modules: ['rules', 'registry', 'git', 'facts', 'reporters', 'files'],
  rules: ['git', 'reporters', 'facts', 'files'],
  registry: ['rules', 'reporters'],
  git: ['rules', 'registry', 'facts', 'modules', 'reporters'],
  reporters: ['git', 'registry', 'facts', 'rules', 'files'],
};

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => posix.relative(src, join(entry.parentPath, entry.name)));
}

const partOf = (path: string): string => path.split('/')[0] ?? path;
const floorOf = (path: string): number => FLOORS.findIndex((floor) => floor.includes(partOf(path)));

/** Value imports: a type may name what a stage above it hands down. */
function importsOf(path: string): string[] {
  const [part] = scan(readFileSync(join(src, path), 'utf8'), 'ts').parts;
  return (part?.imports ?? [])
    .filter((fact) => fact.specifier.startsWith('.') && !fact.typeOnly)
    .filter((fact) => fact.names.length === 0 || fact.names.some((name) => !name.typeOnly))
    .map((fact) => posix.join(dirname(path), fact.specifier));
}

test('every file stands on a floor', () => {
  expect(sources(src).filter((path) => floorOf(path) === -1)).toEqual([]);
});

test('imports point down: move the shared part to a lower floor, or hand it in from above', () => {
  const upward = sources(src).flatMap((path) =>
    importsOf(path)
      .filter((target) => floorOf(target) < floorOf(path) || FORBIDDEN[partOf(path)]?.includes(partOf(target)) === true)
      .map((target) => `${path} → ${target}`),
  );
  expect(upward).toEqual([]);
});
