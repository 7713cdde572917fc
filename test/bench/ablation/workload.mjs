/** What is measured on: a clone of a repository with a registry made for it, staged sets, and a commit to compare with. */
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { git } from '../fixtures.mjs';

/**
 * @typedef {object} Workload
 * @property {string} folder
 * @property {string} base a commit with the same registry, some commits before
 * @property {string} said what it is, in words
 * @property {(name: string, paths: readonly string[]) => string} stage the path of an index in which the files are changed
 * @property {readonly string[]} plain files in which nothing stands that the registry speaks of
 * @property {readonly string[]} defining files that define a name of the `unique` rule
 */

const SOURCES = new Set(['.py', '.ts', '.tsx', '.js', '.jsx', '.mjs', '.cjs']);
const DEFINITION = /^(?:export (?:default )?(?:abstract )?(?:class|interface|function|type) |class )(\w+)/gm;
const IMPORT = /^(?:from ([\w.]+) import|import ([\w.]+)$|(?:import|export) .* from ['"]([@\w][^'"]*)['"])/gm;

/** Commits between the base of `check --since` and HEAD. */
const SINCE = 20;
const DATE = '1700000000 +0000';

/** Clones and prepares. @param {string} from @param {string} folder @returns {Workload} */
export function prepare(from, folder) {
  rmSync(folder, { recursive: true, force: true });
  git('.', ['clone', '-q', '--shared', from, folder]);
  const files = git(folder, ['ls-files', '-z'])
    .split('\0')
    .filter((path) => SOURCES.has(extname(path)))
    .map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }));
  const { registry, words, family } = registryFor(files);
  writeFileSync(join(folder, '.ssotrc.json'), `${JSON.stringify(registry, null, 2)}\n`);
  const base = commitWith(folder, `HEAD~${SINCE}`, []);
  git(folder, ['update-ref', 'HEAD', commitWith(folder, 'HEAD', ['-p', base])]);
  git(folder, ['add', '-f', '.ssotrc.json']);
  const changed = git(folder, ['diff-tree', '-r', '--name-only', base, 'HEAD']).trim().split('\n').length;
  return {
    folder,
    base,
    said: `${files.length} sources, ${changed} files changed since ${SINCE} commits; ${JSON.stringify(registry)}`,
    stage: (name, paths) => stage(folder, name, paths),
    plain: files.filter(({ text }) => !words.some((word) => text.includes(word))).map(({ path }) => path),
    defining: files.filter(({ text }) => definedIn(text).some((name) => name.endsWith(family))).map(({ path }) => path),
  };
}

/** A commit of another's tree with the registry. @param {string} folder @param {string} commit @param {readonly string[]} parents */
function commitWith(folder, commit, parents) {
  const env = { GIT_INDEX_FILE: join(folder, '.git', 'bench-base') };
  git(folder, ['read-tree', commit], { env });
  git(folder, ['add', '-f', '.ssotrc.json'], { env });
  const tree = git(folder, ['write-tree', '--missing-ok'], { env }).trim();
  const person = { GIT_AUTHOR_NAME: 'bench', GIT_AUTHOR_EMAIL: 'bench@example.com', GIT_AUTHOR_DATE: DATE };
  const committer = { GIT_COMMITTER_NAME: 'bench', GIT_COMMITTER_EMAIL: 'bench@example.com', GIT_COMMITTER_DATE: DATE };
  return git(folder, ['commit-tree', tree, '-m', 'bench', ...parents], { env: { ...person, ...committer } }).trim();
}

/** @param {string} folder @param {string} name @param {readonly string[]} paths */
function stage(folder, name, paths) {
  const index = join(folder, '.git', `bench-${name}`);
  copyFileSync(join(folder, '.git', 'index'), index);
  const entries = paths.map((path) => {
    const comment = path.endsWith('.py') ? '\n# one more line\n' : '\n// one more line\n';
    const input = readFileSync(join(folder, path), 'utf8') + comment;
    const id = git(folder, ['hash-object', '-w', '--no-filters', '--stdin'], { input }).trim();
    return `100644 ${id}\t${path}\n`;
  });
  git(folder, ['update-index', '--index-info'], { input: entries.join(''), env: { GIT_INDEX_FILE: index } });
  return index;
}

/** @param {string} text */
const definedIn = (text) => [...text.matchAll(DEFINITION)].map(([, name = '']) => name);

/**
 * Five concepts that other files mention, two bans of modules that are imported, and one family of names to be unique.
 * @param {readonly { path: string, text: string }[]} files
 */
function registryFor(files) {
  /** @type {Map<string, Set<string>>} */
  const homes = new Map();
  /** @type {Map<string, Set<string>>} */
  const importers = new Map();
  for (const { path, text } of files) {
    for (const name of definedIn(text)) if (name.length > 5) add(homes, name, path);
    for (const [, a, b, c] of text.matchAll(IMPORT)) add(importers, a ?? b ?? c, path);
  }
  const mentions = new Map([...homes].flatMap(([name, paths]) => (paths.size === 1 ? [[name, 0]] : [])));
  for (const { text } of files) {
    for (const word of new Set(text.match(/\w+/g))) {
      const count = mentions.get(word);
      if (count !== undefined) mentions.set(word, count + 1);
    }
  }
  const isUsedABit = (/** @type {number} */ count) => count >= 3 && count <= 12;
  const names = [...mentions].flatMap(([name, count]) => (isUsedABit(count) ? [name] : [])).sort();
  const modules = [...importers].flatMap(([module, paths]) => (isUsedABit(paths.size) ? [module] : [])).sort();
  const concepts = spread(names, 5);
  const banned = spread(modules, 2);
  const family = commonest([...homes.keys()].flatMap((name) => name.match(/[a-z]([A-Z][a-z]{4,})$/)?.[1] ?? []));
  const folder = commonest(files.flatMap(({ path }) => (path.includes('/') ? [path.split('/')[0] ?? ''] : [])));
  const registry = {
    version: 1,
    concepts: Object.fromEntries(concepts.map((name) => [name, `${[...(homes.get(name) ?? [])][0]}#${name}`])),
    banned: banned.map((module) => ({ module })),
    unique: [{ names: [`*${family}`], in: `${folder}/**` }],
  };
  const words = [...concepts, family, ...banned.map((module) => module.split(/[./]/).at(-1) ?? module)];
  return { registry, words, family };
}

/** @param {Map<string, Set<string>>} map @param {string | undefined} key @param {string} value */
function add(map, key, value) {
  if (key !== undefined) map.set(key, (map.get(key) ?? new Set()).add(value));
}

/** @template T @param {readonly T[]} list @param {number} count */
function spread(list, count) {
  return Array.from({ length: count }, (_, at) => list[Math.floor(((at + 0.5) * list.length) / count)]);
}

/** @param {readonly string[]} words */
function commonest(words) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const [[first] = ['']] = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return first;
}
