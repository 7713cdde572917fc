/**
 * What happened in a history: its commits as they followed each other on one branch, what each of them changed, and who made
 * it. By plumbing alone: `git log` obeys settings, and some of them run programs.
 */
import { dayOf } from '../text/dates.ts';
import { push } from '../text/multimap.ts';
import { decodeName, splitNul } from './names.ts';
import { readInBatches } from './objects.ts';
import type { Repository } from './repository.ts';
import { git } from './run.ts';

/** A commit and the UTC day on which it was committed. */
export interface DatedCommit {
  readonly id: string;
  readonly day: string;
}

/** The states of a branch, the oldest first: of a merge the branch that was merged into counts. @param after left out with all before it */
export function listStates(repository: Repository, tip: string, after: string | null): DatedCommit[] {
  const args = [
    'rev-list',
    '--first-parent',
    '--reverse',
    '--timestamp',
    tip,
    ...(after === null ? [] : [`^${after}`]),
    '--',
  ];
  return datedLines(git(args, { cwd: repository.cwd }).stdout);
}

/** The commits that changed one of these paths on the way to a commit, as states of its branch. @param paths literal */
export function listStatesOf(repository: Repository, tip: string, paths: readonly string[]): DatedCommit[] {
  if (paths.length === 0) return [];
  const specs = paths.map((path) => `:(top,literal)${path}`);
  const args = ['rev-list', '--first-parent', '--reverse', '--timestamp', tip, '--', ...specs];
  return datedLines(git(args, { cwd: repository.cwd }).stdout);
}

function datedLines(output: Buffer): DatedCommit[] {
  const lines = output.toString('latin1').split('\n').filter(Boolean);
  return lines.map((line) => {
    const [seconds = '', id = ''] = line.split(' ');
    return { id, day: dayOf(new Date(Number(seconds) * 1000)) };
  });
}

/** The commits before, on the same branch, by commit; none for the first, and where a shallow clone ends. */
export function parentsOf(repository: Repository, commits: readonly string[]): ReadonlyMap<string, string> {
  if (commits.length === 0) return new Map();
  const args = ['rev-list', '--no-walk=unsorted', '--parents', '--stdin'];
  const { stdout } = git(args, { cwd: repository.cwd, input: `${commits.join('\n')}\n` });
  const lines = stdout.toString('latin1').split('\n').filter(Boolean);
  return new Map(
    lines.flatMap((line): [string, string][] => {
      const [commit = '', parent] = line.split(' ');
      return parent === undefined ? [] : [[commit, parent]];
    }),
  );
}

/** What a commit did to a file. */
export interface FileChange {
  readonly path: string;
  /** Blobs; null where there is no file. */
  readonly before: string | null;
  readonly after: string | null;
}

/** All commits between two, merges left out, in an order in which parents come first. */
export function listCommitsBetween(repository: Repository, from: string, to: string): string[] {
  const args = ['rev-list', '--reverse', '--topo-order', '--no-merges', to, `^${from}`, '--'];
  return git(args, { cwd: repository.cwd }).stdout.toString('latin1').split('\n').filter(Boolean);
}

/** What commits changed of some files. @param pairs commit and its parent @param paths of interest; null: all */
export function changesOf(
  repository: Repository,
  commits: readonly string[],
  isAsked: (path: string) => boolean,
): ReadonlyMap<string, readonly FileChange[]> {
  const found = new Map<string, FileChange[]>();
  if (commits.length === 0) return found;
  const args = ['diff-tree', '--stdin', '-r', '--root', '--raw', '-z', '--no-renames', '--no-abbrev', '--no-ext-diff'];
  const { stdout } = git(args, { cwd: repository.cwd, input: `${commits.join('\n')}\n` });
  let commit = '';
  const tokens = splitNul(stdout);
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] ?? '';
    // commits stand on lines of their own, ended as everything else is
    if (!token.startsWith(':')) {
      commit = token.trim();
      continue;
    }
    const [, , before = '', after = ''] = token.split(' ');
    const { path, pathBytes } = decodeName(tokens[++at] ?? '');
    if (pathBytes === null && isAsked(path))
      push(found, commit, { path, before: blobOf(before), after: blobOf(after) });
  }
  return found;
}

function blobOf(id: string): string | null {
  return /^0+$/.test(id) ? null : id;
}

/** What a commit says of itself. */
export interface CommitWords {
  readonly author: string;
  /** Address of the author. */
  readonly address: string;
  readonly message: string;
}

/** Authors and messages; commits that are not there are left out. */
export function readCommits(repository: Repository, ids: Iterable<string>): ReadonlyMap<string, CommitWords> {
  const found = new Map<string, CommitWords>();
  for (const [id, answer] of readInBatches(repository, ids)) {
    if (answer.kind !== 'object') continue;
    const text = answer.content.toString('utf8');
    const end = text.indexOf('\n\n');
    const [, author = '', address = ''] = /^author (.*?) ?<([^>\n]*)>/m.exec(end < 0 ? text : text.slice(0, end)) ?? [];
    found.set(id, { author, address, message: end < 0 ? '' : text.slice(end + 2) });
  }
  return found;
}

/** For each blob which of some tests its text passes. @param tests by blob */
export function testBlobs<T>(
  repository: Repository,
  tests: ReadonlyMap<string, readonly T[]>,
  passes: (text: string, test: T) => boolean,
): ReadonlyMap<string, ReadonlySet<T>> {
  const found = new Map<string, ReadonlySet<T>>();
  for (const [id, answer] of readInBatches(repository, tests.keys())) {
    const text = answer.kind === 'object' ? answer.content.toString('utf8') : '';
    found.set(id, new Set((tests.get(id) ?? []).filter((test) => passes(text, test))));
  }
  return found;
}
