/**
 * The picture in ARCHITECTURE.md is the one list of what `src` is made of; here the sources are held to it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { scan } from '../src/languages/index.ts';

const src = fileURLToPath(new URL('../src/', import.meta.url));

const page = readFileSync(join(src, '../ARCHITECTURE.md'), 'utf8');
const picture = /```\n(bin\n.*?)```/s.exec(page)?.[1] ?? '';

/** Rows of the picture from the top down, with the parts of `src` in each. */
const ROWS: readonly (readonly string[])[] = picture
  .trim()
  .split('\n')
  .map((row) => row.split(/\s+/).map((name) => name.replace('*', '')));
const PURE = [...picture.matchAll(/(\S+)\*/g)].map(([, name = '']) => name);

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => posix.relative(src, join(entry.parentPath, entry.name)));
}

const partOf = (path: string): string => (path.split('/')[0] ?? path).replace(/\.ts$/, '');
const rowOf = (path: string): number => ROWS.findIndex((row) => row.includes(partOf(path)));

/** Imports of values and of types. */
function importsOf(path: string): string[] {
  const [part] = scan(readFileSync(join(src, path), 'utf8'), 'ts').parts;
  return (part?.imports ?? [])
    .filter(({ via }) => via !== 'new URL')
    .filter((fact) => fact.specifier.startsWith('.'))
    .map((fact) => posix.join(dirname(path), fact.specifier));
}

test('every file stands in the picture, and the picture holds nothing else', () => {
  expect(sources(src).filter((path) => rowOf(path) === -1)).toEqual([]);
  const parts = new Set(sources(src).map(partOf));
  expect(ROWS.flat().filter((name) => !parts.has(name))).toEqual([]);
});

test('imports lead down: move the shared part to a lower row, or hand it in from above', () => {
  const upward = sources(src).flatMap((path) =>
    importsOf(path)
      .filter((target) => partOf(target) !== partOf(path) && rowOf(target) <= rowOf(path))
      .map((target) => `${path} → ${target}`),
  );
  expect(upward).toEqual([]);
});

test('no file needs itself, not even by a type', () => {
  const open = new Set<string>();
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (open.has(path)) circles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
    if (open.has(path) || done.has(path)) return;
    open.add(path);
    for (const target of importsOf(path)) visit(target, [...trail, path]);
    open.delete(path);
    done.add(path);
  };
  for (const path of sources(src)) visit(path, []);
  expect(circles).toEqual([]);
});

test('the registry of this project bans disk and processes where the picture says pure', () => {
  const registry = readFileSync(join(src, '../.ssotrc.json'), 'utf8');
  const { banned } = JSON.parse(registry) as { banned: { module: string; in: string | string[] }[] };
  const place = banned.find(({ module }) => module.includes('child_process'))?.in;
  const places = PURE.map((name) => (sources(src).includes(`${name}.ts`) ? `src/${name}.ts` : `src/${name}/**`));
  expect([...(place ?? [])].sort()).toEqual(places.sort());
});
