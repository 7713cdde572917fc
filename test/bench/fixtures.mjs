/**
 * The repositories and staged sets that are measured on. They are made once and kept in the bench's folder.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DEFAULTS, generate, isPlain, kindOf, pathOf, textOf, violates } from './generate.mjs';

/**
 * @typedef {object} Project
 * @property {string} folder
 * @property {import('./generate.mjs').Options} options
 */

/** A repository, made if it is not there. @param {string} root @param {Partial<import('./generate.mjs').Options>} given @param {boolean} checkout @returns {Promise<Project>} */
export async function project(root, given, checkout = false) {
  const options = { ...DEFAULTS, ...given };
  const name = [
    options.files,
    options.mix,
    `${options.concepts}c`,
    options.unique ? 'unique' : '',
    `s${options.seed}`,
    checkout ? 'disk' : '',
  ];
  const folder = join(root, 'repos', name.filter(Boolean).join('-'));
  if (!existsSync(folder)) {
    rmSync(`${folder}.part`, { recursive: true, force: true });
    await generate(`${folder}.part`, options, checkout);
    renameSync(`${folder}.part`, folder);
  }
  return { folder, options };
}

/** @param {string} cwd @param {readonly string[]} args @param {{ input?: string, env?: Record<string, string> }} [more] */
export function git(cwd, args, { input, env } = {}) {
  return execFileSync('git', args, {
    cwd,
    input: input ?? '',
    encoding: 'utf8',
    env: { ...process.env, ...env },
    maxBuffer: 1 << 30,
  });
}

/**
 * @typedef {object} Staged
 * @property {string} index path of an index in which the files are staged
 * @property {string} disk a folder with the same files, for tools that read them there
 * @property {readonly string[]} files their paths
 */

/** Numbers of files of some kinds that are good citizens, spread over the repository. @param {Project} at @param {number} count @param {(number: number) => boolean} wanted */
function numbersOf({ options }, count, wanted) {
  const fitting = Array.from({ length: options.files }, (_, number) => number).filter(
    (number) => !violates(number) && wanted(number),
  );
  const step = Math.max(1, Math.floor(fitting.length / count));
  return Array.from({ length: count }, (_, at) => fitting[at * step]).filter((number) => number !== undefined);
}

/**
 * Stages modified files in an index of their own: as `git add` leaves them, with their blobs loose.
 * @param {Project} at @param {string} name
 * @param {{ count: number, kinds?: readonly string[], plain?: boolean, violate?: boolean }} what
 *   `plain`: files that hold no word that a rule is about; `violate`: one of them imports a deprecated module
 * @returns {Staged}
 */
export function stage(at, name, { count, kinds = ['ts', 'tsx'], plain = false, violate = false }) {
  const { folder, options } = at;
  const numbers = numbersOf(
    at,
    count,
    (number) => kinds.includes(kindOf(number, options)) && isPlain(number) === plain,
  );
  const files = numbers.map((number) => pathOf(number, options));
  const disk = `${folder}.${name}`;
  mkdirSync(join(disk, 'web'), { recursive: true });
  numbers.forEach((number, order) => {
    const append = kindOf(number, options) === 'py' ? '\n# one more line\n' : '\n// one more line\n';
    const path = join(disk, files[order] ?? '');
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, textOf(number, options, { append, violate: violate && order === count >> 1 }));
  });
  writeFileSync(join(disk, 'web', 'tsconfig.json'), git(folder, ['show', 'HEAD:web/tsconfig.json']));
  const index = join(folder, '.git', `bench-${name}`);
  copyFileSync(join(folder, '.git', 'index'), index);
  const ids = git(folder, ['hash-object', '-w', '--no-filters', '--stdin-paths'], {
    input: files.map((file) => join(disk, file)).join('\n'),
  });
  const entries = ids
    .trim()
    .split('\n')
    .map((id, order) => `100644 ${id}\t${files[order]}\n`);
  git(folder, ['update-index', '--index-info'], { input: entries.join(''), env: { GIT_INDEX_FILE: index } });
  return { index, disk, files };
}

/** The folder of caches that `ssot-guard` keeps. @param {Project} at */
export const cacheOf = ({ folder }) => join(folder, '.git', 'ssot-guard', 'cache');

/** Says which Node the hook is to start, as `init` does. @param {Project} at @param {string} node */
export function recordNode({ folder }, node) {
  mkdirSync(join(folder, '.git', 'ssot-guard'), { recursive: true });
  writeFileSync(join(folder, '.git', 'ssot-guard', 'node'), `${node}\n`);
}

/** A second commit that changes two files. Its predecessor is `main`. @param {Project} at @returns {string} its id */
export function oneMoreCommit(at) {
  const { folder } = at;
  const { index } = stage(at, 'next', { count: 2 });
  const tree = git(folder, ['write-tree'], { env: { GIT_INDEX_FILE: index } }).trim();
  const date = '1700000100 +0000';
  const env = { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
  return git(folder, ['commit-tree', tree, '-p', 'main', '-m', 'two files'], { env }).trim();
}
