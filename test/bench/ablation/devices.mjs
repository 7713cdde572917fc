/**
 * What exists for speed, and how each is taken out: a module of `src` gives way to a stub (`stubs/`), or a place of the
 * hook is changed. To add one: write its stub, add its entry.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {'none' | 'one' | 'one-cold' | 'all-cold' | 'all' | 'since'} CaseId
 *
 * @typedef {object} Device
 * @property {string} id
 * @property {string} title
 * @property {Record<string, string>} [stubs] module of `src` to stub
 * @property {readonly (readonly [file: string, from: string, to: string])[]} [edits] in any file
 * @property {readonly CaseId[]} cases where it takes part
 */

const PLAIN_START = ['hooks/pre-commit', '[ -n "$handed" ] ||', ''];
const NO_ANSWER = ['hooks/pre-commit', 'no_candidate && exit 0', ':'];

/** @type {readonly Device[]} */
export const devices = [
  { id: 'hook-search', title: 'hook search', edits: [NO_ANSWER], cases: ['none'] },
  { id: 'hand-over', title: 'hand-over', edits: [PLAIN_START], cases: ['one', 'one-cold'] },
  {
    id: 'v8-code',
    title: "V8's kept code",
    stubs: { 'launch.ts': 'launch.ts' },
    cases: ['one', 'one-cold'],
  },
  {
    id: 'head-index',
    title: 'index of HEAD',
    stubs: { 'head-index/head-index.ts': 'head-index.ts' },
    cases: ['one', 'one-cold', 'all-cold'],
  },
  {
    id: 'word-index',
    title: 'index of words',
    stubs: { 'head-index/word-index.ts': 'word-index.ts' },
    cases: ['one', 'one-cold'],
  },
  {
    id: 'compiled-registry',
    title: 'compiled registry',
    stubs: { 'registry/compiled-cache.ts': 'compiled-cache.ts' },
    cases: ['one', 'one-cold'],
  },
  { id: 'blob-cache', title: 'blob cache', stubs: { 'cache/blobs.ts': 'blobs.ts' }, cases: ['one', 'one-cold'] },
  {
    id: 'tree-search',
    title: 'tree search',
    stubs: { 'prefilter/tree-search.ts': 'tree-search.ts' },
    cases: ['all-cold', 'all', 'since'],
  },
  {
    id: 'fact-cache',
    title: 'fact cache',
    stubs: { 'facts/cache/segments.ts': 'segments.ts' },
    cases: ['all-cold', 'all'],
  },
  { id: 'threads', title: 'threads', stubs: { 'facts/threads/pool.ts': 'pool.ts' }, cases: ['all-cold', 'all'] },
  {
    id: 'plain-reader',
    title: 'tree search, fact cache and threads',
    stubs: {
      'prefilter/tree-search.ts': 'tree-search.ts',
      'facts/cache/segments.ts': 'segments.ts',
      'facts/threads/pool.ts': 'pool.ts',
    },
    cases: ['all-cold', 'all'],
  },
];

/** The package as it is. @type {Device} */
export const full = { id: 'full', title: 'everything', cases: [] };

const root = fileURLToPath(new URL('../../..', import.meta.url));
const stubFolder = fileURLToPath(new URL('stubs', import.meta.url));
/** What a stub calls the sources. */
const SOURCES = "'../../../../src/";

/** Builds the package without a device, in a folder of its own. @param {Device} device @param {string} folder */
export function buildWithout({ stubs = {}, edits = [] }, folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const name of ['src', 'scripts', 'hooks', 'package.json', 'tsconfig.json']) {
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const [module, stub] of Object.entries(stubs)) {
    const up = '../'.repeat(module.split('/').length - 1) || './';
    const text = readFileSync(join(stubFolder, stub), 'utf8').replaceAll(SOURCES, `'${up}`);
    readFileSync(join(folder, 'src', module)); // it was moved otherwise
    writeFileSync(join(folder, 'src', module), text);
  }
  for (const [file, from, to] of edits) {
    const text = readFileSync(join(folder, file), 'utf8');
    if (text.split(from).length !== 2) throw new Error(`${file} does not hold "${from}" once`);
    writeFileSync(join(folder, file), text.replace(from, to));
  }
  const { status, stderr } = spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}
