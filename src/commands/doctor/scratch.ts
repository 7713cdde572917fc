/**
 * A scratch repository in which the hook of this work tree is really run, by a real `git commit`, on a planted violation.
 *
 * It stands in a temporary folder: own index, own refs, own configuration (a copy), objects read from the repository
 * through `alternates` and written nowhere else. Whatever a hook does beside the guard (lint-staged stashes, pre-commit
 * checks files out, lefthook writes its hooks anew), it cannot touch the user's files, index, refs or configuration.
 * The work tree there holds only what hook managers read; all other entries are marked as skipped, so that nothing
 * looks deleted. The hook file itself, its manager and the guard are the real ones.
 */

import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { mainTop } from '../../git/hooks.ts';
import { headCommit } from '../../git/repository.ts';
import { type Environment, git, oneLine } from '../../git/run.ts';
import type { Site } from '../../hooks/define.ts';
import { managers } from '../../hooks/index.ts';
import { RECORDED, stateFolder } from '../../hooks/journal.ts';

export interface Scratch {
  readonly folder: string;
  /** Git in the scratch repository. */
  git(args: readonly string[], input?: Buffer | string, env?: Environment): ScratchRun;
  remove(): void;
}

export interface ScratchRun {
  readonly status: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** What is planted: path from the top to content. */
export type Planted = ReadonlyMap<string, string>;

/** Settings of the copied configuration that mean another place, or run a program. */
const DROPPED = [
  'core.worktree',
  'core.bare',
  'core.hooksPath',
  'core.fsmonitor',
  'extensions.worktreeConfig',
  'commit.gpgSign',
];
/** What hook managers read besides files at the top. */
const CONFIG_FOLDERS = ['.husky', '.lefthook', '.config'];
/** What of it is one person's own, and so often ignored: it may switch the guard off here, and that must show. */
const LOCAL_CONFIGS = ['', '.config/'].flatMap((folder) => [`${folder}lefthook-local.*`, `${folder}.lefthook-local.*`]);
const LARGEST_CONFIG = 1 << 20;

/**
 * @param staged paths whose entries in the user's index count (the registry), where it differs from HEAD
 * @throws UserError when git cannot build it
 */
export function makeScratch(site: Site, planted: Planted, staged: readonly string[]): Scratch {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ssot-guard-doctor-')));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const inScratch: Scratch['git'] = (args, input = '', env = {}) =>
    git(args, { cwd: folder, input, env: { ...foreignVariables(), ...env }, okStatus: ANY_STATUS });
  const scratch = { folder, git: inScratch, remove };
  try {
    const head = headCommit(site.repository);
    makeGitDirectory(site, head, scratch);
    if (head !== null) must(scratch.git(['read-tree', 'HEAD']), 'read-tree');
    fillIndex(site, scratch, planted, staged);
    linkTools(site, scratch);
    return scratch;
  } catch (error) {
    remove();
    throw error;
  }
}

/** Set for git by this program, and not to be handed on. */
const OWN_VARIABLES = [
  'GIT_OPTIONAL_LOCKS',
  'GIT_NO_LAZY_FETCH',
  'GIT_NO_REPLACE_OBJECTS',
  'GIT_ALLOW_PROTOCOL',
  'LC_ALL',
];

const ANY_STATUS = Array.from({ length: 256 }, (_, status) => status);

/** What a hook would not find in its environment: git's variables that name the user's repository, and our own. */
function foreignVariables(): Record<string, string | undefined> {
  const kept = /^GIT_(?:CONFIG|EXEC_PATH|SSH|AUTHOR|COMMITTER|CEILING)/;
  const dropped = Object.keys(process.env).filter((name) => name.startsWith('GIT_') && !kept.test(name));
  return {
    ...Object.fromEntries(OWN_VARIABLES.map((name) => [name, process.env[name]])),
    ...Object.fromEntries(dropped.map((name) => [name, undefined])),
  };
}

function makeGitDirectory(
  site: Site,
  head: string | null,
  { folder, git: inScratch }: Pick<Scratch, 'folder' | 'git'>,
): void {
  const gitDir = join(folder, '.git');
  must(inScratch(['init', '-q', '--template=', ...formats(site), '.']), 'init');
  for (const part of ['objects/info', 'info']) mkdirSync(join(gitDir, part), { recursive: true });
  writeFileSync(join(gitDir, 'objects/info/alternates'), `${quotePath(join(site.commonDir, 'objects'))}\n`);
  const config = join(gitDir, 'config');
  if (existsSync(join(site.commonDir, 'config'))) copyFileSync(join(site.commonDir, 'config'), config);
  for (const key of droppedIn(config, site.top))
    git(['config', '--file', config, '--unset-all', key], { cwd: site.top, okStatus: ANY_STATUS });
  copyHead(site, head, inScratch);

  // Where Node and the guard are; nothing else of the real folder, so that no cache is read or written.
  mkdirSync(join(gitDir, 'ssot-guard'));
  for (const name of RECORDED) {
    const file = join(stateFolder(site.commonDir), name);
    if (existsSync(file)) copyFileSync(file, join(gitDir, 'ssot-guard', name));
  }
}

/** What a configuration holds of `DROPPED`; all of it where git cannot list it. */
function droppedIn(config: string, cwd: string): readonly string[] {
  const list = ['config', '--file', config, '--name-only', '-z', '--list'];
  const { status, stdout } = git(list, { cwd, okStatus: ANY_STATUS });
  if (status !== 0) return DROPPED;
  const names = new Set(stdout.toString('utf8').toLowerCase().split('\0'));
  return DROPPED.filter((key) => names.has(key.toLowerCase()));
}

/** In which forms the repository keeps objects and references. An older git knows one of the latter and echoes the question. */
function formats(site: Site): string[] {
  const { stdout } = git(['rev-parse', '--show-object-format', '--show-ref-format'], {
    cwd: site.top,
    okStatus: ANY_STATUS,
  });
  const [objects = '', references = ''] = stdout.toString('utf8').split('\n');
  const isTold = references !== '' && references !== 'files' && !references.startsWith('-');
  return [`--object-format=${objects}`, ...(isTold ? [`--ref-format=${references}`] : [])];
}

/** The same branch, at the same commit. Only git knows where it keeps that. */
function copyHead(site: Site, head: string | null, inScratch: Scratch['git']): void {
  const branch = git(['symbolic-ref', '-q', 'HEAD'], { cwd: site.top, okStatus: [0, 1] });
  if (branch.status === 0) must(inScratch(['symbolic-ref', 'HEAD', oneLine(branch.stdout)]), 'symbolic-ref');
  if (head !== null)
    must(inScratch(['update-ref', ...(branch.status === 0 ? [] : ['--no-deref']), 'HEAD', head]), 'update-ref');
}

/** A path as git reads it from `alternates`. */
function quotePath(path: string): string {
  return /^"|[\n]/.test(path) ? JSON.stringify(path) : path;
}

function fillIndex(site: Site, scratch: Scratch, planted: Planted, staged: readonly string[]): void {
  const env = { GIT_LITERAL_PATHSPECS: '1' };
  const entries = git(['ls-files', '-s', '-z', '--', ...staged], { cwd: site.top, env }).stdout;
  const registered = staged.length === 0 ? Buffer.alloc(0) : entries;
  must(scratch.git(['update-index', '-z', '--index-info'], registered), 'update-index');

  for (const name of managerFiles(site, scratch)) {
    mkdirSync(dirname(join(scratch.folder, name)), { recursive: true });
    copyFileSync(join(site.top, name), join(scratch.folder, name));
  }
  for (const manager of managers) {
    for (const name of manager.alone === undefined ? [] : manager.places(site)) {
      const text = site.read(name);
      if (text !== null) writeFileSync(join(scratch.folder, name), manager.alone?.(text, name) ?? text);
    }
  }
  const tracked = scratch.git(['ls-files', '-z']).stdout;
  must(scratch.git(['update-index', '-z', '--skip-worktree', '--stdin'], tracked), 'update-index');

  const lines = [...planted].map(([path, text]) => {
    const file = join(scratch.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    const id = oneLine(scratch.git(['hash-object', '-w', '--no-filters', '--stdin'], text).stdout);
    return `100644 ${id}\t${path}\0`;
  });
  const known = new Set(tracked.toString('latin1').split('\0'));
  const replaced = [...planted.keys()].filter((path) => known.has(Buffer.from(path).toString('latin1')));
  const shown = ['update-index', '--no-skip-worktree', '-z', '--stdin'];
  if (replaced.length > 0) must(scratch.git(shown, replaced.map((path) => `${path}\0`).join('')), 'update-index');
  must(scratch.git(['update-index', '--add', '-z', '--index-info'], lines.join('')), 'update-index');
}

/** Tracked files at the top and in folders of hook managers, as they are on disk. */
function managerFiles(site: Site, scratch: Scratch): string[] {
  const env = { GIT_LITERAL_PATHSPECS: '', GIT_GLOB_PATHSPECS: '1' };
  const globs = ['*', ...CONFIG_FOLDERS.map((folder) => `${folder}/**`)];
  const listed = git(['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', ...globs], {
    cwd: site.top,
    env,
  });
  const local = git(['ls-files', '-z', '--others', '--', ...LOCAL_CONFIGS], { cwd: site.top, env });
  const names = new Set(`${listed.stdout}${local.stdout}`.split('\0').filter(Boolean));
  if (site.packageFolder !== '') names.add(join(site.packageFolder, 'package.json'));
  return [...names].filter((name) => {
    const stat = statSync(join(site.top, name), { throwIfNoEntry: false });
    return stat?.isFile() === true && stat.size <= LARGEST_CONFIG && !existsSync(join(scratch.folder, name));
  });
}

/**
 * Installed programs, by links, because managers and the guard are started from relative paths: beside every
 * package.json, in a linked worktree also those of the main one.
 */
function linkTools(site: Site, scratch: Scratch): void {
  const packages = scratch
    .git(['ls-files', '-z', '--', 'package.json', '*/package.json'])
    .stdout.toString('utf8')
    .split('\0');
  const folders = ['', site.packageFolder, ...packages.filter(Boolean).map((path) => dirname(path))];
  const links = new Set([...folders.map((folder) => join(folder, 'node_modules')), '.venv', 'venv', '.yarn']);
  for (const link of links) {
    const found = [site.top, ...mainTop(site.commonDir)].map((top) => join(top, link)).find((path) => existsSync(path));
    if (found === undefined || existsSync(join(scratch.folder, link))) continue;
    mkdirSync(dirname(join(scratch.folder, link)), { recursive: true });
    symlinkSync(found, join(scratch.folder, link));
  }
}

function must(run: ScratchRun, what: string): void {
  if (run.status !== 0) throw new Error(`git ${what} in the scratch repository: ${run.stderr}`);
}
