/**
 * What `init` leaves besides the files of its plan: where this machine keeps Node and the guard, for the hook, and the
 * created files in the index.
 */
import { existsSync, realpathSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { contains, findGit, git } from '../../git/run.ts';
import { isTracked } from '../../git/tracked.ts';
import { isTrusted, untrustedFolders } from '../../git/trust.ts';
import type { Site } from '../../hooks/define.ts';
import { placeOf, readJournal, stateFolder, writeJournal, writeState } from '../../hooks/journal.ts';
import { DEFAULT_BASELINE } from '../../registry/baseline-file.ts';
import { REGISTRY_NAMES } from '../../registry/load.ts';

/**
 * Writes down, in the git directory, where this machine keeps Node, git and this package: one that stands inside the
 * repository relative to its top, so that the repository may be moved. A Node from inside it is not run by hooks.
 */
export function recordMachine(site: Site): void {
  const untrusted = untrustedFolders(process.env, site.top);
  const node = isTrusted(process.execPath, untrusted) ? process.execPath : null;
  for (const [name, path] of [
    ['node', node],
    ['git', findGit(process.env, site.top)],
    ['package', site.installed],
  ] as const) {
    if (path === null || /[\r\n]/.test(path)) rmSync(join(stateFolder(site.commonDir), name), { force: true });
    else writeState(site.commonDir, name, `${path}\n`);
  }
}

/** Notes that an `init` is at work, or has come to its end. */
export function markUnfinished(site: Site, isUnfinished: boolean): void {
  const { unfinished, ...journal } = readJournal(site.commonDir);
  if ((unfinished === true) === isUnfinished) return;
  writeJournal(site.commonDir, isUnfinished ? { ...journal, unfinished: true } : journal);
}

/** What an `init` that was interrupted has made and not staged; null when none was. */
export function leftBehind(site: Site): { readonly created: readonly string[]; readonly hasRegistry: boolean } | null {
  const journal = readJournal(site.commonDir);
  if (journal.unfinished !== true) return null;
  const made = journal.entries
    .filter(({ before }) => before === null)
    .map(({ path }) => placeOf(site.commonDir, path))
    .filter((path) => existsSync(path) && contains(site.top, path) && !contains(realpathSync(site.commonDir), path));
  const created = made.filter((path) => !isTracked(site.top, path));
  return { created, hasRegistry: REGISTRY_NAMES.some((name) => made.includes(join(site.top, name))) };
}

export interface Staged {
  /** Paths from the top. */
  readonly staged: readonly string[];
  /** Those that go through a filter, which only the user's own git runs. */
  readonly filtered: readonly string[];
}

/** Stages those of the created files that belong to the work tree, and notes it for the way back. */
export function stageCreated(site: Site, created: readonly string[]): Staged {
  const paths = created
    .filter((path) => existsSync(path) && contains(site.top, path) && !contains(realpathSync(site.commonDir), path))
    .map((path) => relative(site.top, path));
  const env = { GIT_LITERAL_PATHSPECS: '1' };
  const wanted = paths.filter((path) => COUNTS_IN_GIT.has(path) || !isIgnored(site.top, path));
  const filtered = wanted.filter((path) => hasFilter(site.top, path));
  const staged = wanted.filter((path) => !filtered.includes(path));
  if (staged.length === 0) return { staged, filtered };
  // Noted before it is done, with what it will be; git may convert line ends.
  const ids = git(['hash-object', '--no-filters', '--stdin-paths'], {
    cwd: site.top,
    input: staged.map((path) => `${join(site.top, path)}\n`).join(''),
  });
  const expected = ids.stdout.toString('latin1').split('\n');
  noteStaged(site, new Map(staged.map((path, at) => [path, expected[at] ?? ''])));
  git(['update-index', '--add', '-z', '--stdin'], { cwd: site.top, input: staged.map((path) => `${path}\0`).join('') });
  const entries = git(['ls-files', '-s', '-z', '--', ...staged], { cwd: site.top, env }).stdout.toString('utf8');
  noteStaged(
    site,
    new Map(entries.split('\0').map((entry) => [entry.slice(entry.indexOf('\t') + 1), entry.split(' ')[1] ?? ''])),
  );
  return { staged, filtered };
}

/** In place of what was noted of the same paths. */
function noteStaged(site: Site, ids: ReadonlyMap<string, string>): void {
  const journal = readJournal(site.commonDir);
  const others = journal.staged.filter(({ top, path }) => top !== site.top || !ids.has(path));
  const added = [...ids].filter(([path]) => path !== '').map(([path, id]) => ({ top: site.top, path, id }));
  writeJournal(site.commonDir, { ...journal, staged: [...others, ...added] });
}

/** What counts as git has it, and stops every commit where it is only on disk: ignored (`.*`) or not. */
const COUNTS_IN_GIT: ReadonlySet<string> = new Set([...REGISTRY_NAMES, DEFAULT_BASELINE]);

function isIgnored(top: string, path: string): boolean {
  const input = `${path}\0`;
  return git(['check-ignore', '-q', '-z', '--stdin'], { cwd: top, input, okStatus: [0, 1] }).status === 0;
}

/** A filter is a program, and whoever writes `.gitattributes` chooses the files that go through it. */
function hasFilter(top: string, path: string): boolean {
  const { stdout } = git(['check-attr', '-z', '--stdin', 'filter'], { cwd: top, input: `${path}\0` });
  return !['unspecified', 'unset'].includes(stdout.toString('utf8').split('\0')[2] ?? '');
}

/** Takes out of the index what `init` staged and nobody committed or changed since, and what is gone from disk. */
export function unstage(site: Site, staged: readonly { top: string; path: string; id: string }[]): void {
  const env = { GIT_LITERAL_PATHSPECS: '1' };
  for (const { top, path, id } of staged) {
    if (top !== site.top || existsSync(join(top, path))) continue;
    const entry = git(['ls-files', '-s', '-z', '--', path], { cwd: top, env }).stdout.toString('utf8');
    const isCommitted = git(['rev-parse', '-q', '--verify', `HEAD:${path}`], { cwd: top, okStatus: [0, 1, 128] });
    if (!entry.includes(id) || isCommitted.status === 0) continue;
    git(['update-index', '--force-remove', '-z', '--stdin'], { cwd: top, input: `${path}\0` });
  }
}
