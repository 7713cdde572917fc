/**
 * What git is about to commit, by plumbing alone.
 *
 * `diff-index --cached --raw` gives mode, blob id, status letter and raw name bytes, and unlike `git diff` it obeys
 * neither diff.relative nor diff.orderFile nor text conversion. `--ita-invisible-in-index` because `add -N` otherwise
 * shows as an added empty file. `--no-abbrev` because `--abbrev=40` cuts SHA-256 ids.
 */

import { decodeName, type Name, splitNul } from './names.ts';
import { isUnborn, type Repository } from './repository.ts';
import { git, gitFailure, oneLine } from './run.ts';

/** One difference between two trees, or between a tree and the index. */
export interface Change extends Name {
  /** A added, M content or mode, T type (a symlink became a file, …), D deleted, U unmerged. */
  readonly status: string;
  /** Octal as git writes it; `000000` where there is nothing. */
  readonly oldMode: string;
  readonly newMode: string;
  readonly oldId: string;
  readonly newId: string;
  /** The name, one character per byte. */
  readonly raw: string;
}

export interface StagedChanges {
  /** Sorted by name bytes. */
  readonly changes: readonly Change[];
  /** false before the first commit: everything is added then. */
  readonly hasHead: boolean;
}

/** How differences are listed, whatever settings say. */
export const RAW = ['--raw', '-z', '--no-ext-diff', '--no-textconv', '--no-renames', '--no-abbrev'];

/** Everything in which the index differs from HEAD. @throws UserError when git cannot say */
export function listStaged(repository: Repository): StagedChanges {
  const args = ['diff-index', '--cached', ...RAW, '--ita-invisible-in-index', 'HEAD', '--'];
  const { status, stdout, stderr } = git(args, { cwd: repository.cwd, okStatus: [0, 128] });
  if (status === 0) return { changes: parseRaw(stdout), hasHead: true };
  if (stderr.includes('not a git repository') || !isUnborn(repository))
    throw gitFailure(args, status, stderr, repository.cwd);
  return { changes: listAgainst(repository, emptyTree(repository)), hasHead: false };
}

/** Everything in which the index differs from a tree or commit given by id. */
export function listAgainst(repository: Repository, tree: string): Change[] {
  return parseRaw(
    git(['diff-index', '--cached', ...RAW, '--ita-invisible-in-index', tree, '--'], { cwd: repository.cwd }).stdout,
  );
}

/** Everything in which two trees or commits, given by id, differ. */
export function listBetween(repository: Repository, from: string, to: string): Change[] {
  return parseRaw(git(['diff-tree', '-r', ...RAW, from, to, '--'], { cwd: repository.cwd }).stdout);
}

/** The same; null where git cannot say, because one of them was pruned or is not fetched. */
export function listBetweenIfThere(repository: Repository, from: string, to: string): readonly Change[] | null {
  try {
    return listBetween(repository, from, to);
  } catch {
    return null;
  }
}

/**
 * New name to old name of the files that git pairs as renames, between HEAD (or `from`) and the index (or `to`).
 * An answer that helps and is not needed: empty when git cannot say, as in a partial clone.
 */
export function listRenames(repository: Repository, from: string, to: string | null): Map<string, string> {
  const options = ['--raw', '-z', '--no-ext-diff', '--no-textconv', '-M', '--no-abbrev', '--diff-filter=R'];
  const args =
    to === null
      ? ['diff-index', '--cached', ...options, '--ita-invisible-in-index', from, '--']
      : ['diff-tree', '-r', ...options, from, to, '--'];
  const { status, stdout } = git(args, { cwd: repository.cwd, okStatus: [0, 128] });
  const renames = new Map<string, string>();
  if (status !== 0) return renames;
  const tokens = splitNul(stdout);
  for (let at = 0; at + 2 < tokens.length; at += 3) {
    renames.set(decodeName(tokens[at + 2] ?? '').path, decodeName(tokens[at + 1] ?? '').path);
  }
  return renames;
}

/** The id of the tree with nothing in it, in this repository's hash; it need not exist as an object. */
export function emptyTree(repository: Repository): string {
  return oneLine(git(['hash-object', '-t', 'tree', '--stdin'], { cwd: repository.cwd }).stdout);
}

/** What a snapshot says of the differences that it is made of. */
export function changesIn(changes: readonly Change[]): {
  readonly deleted: readonly string[];
  readonly changed: readonly string[];
  readonly changesLinks: boolean;
} {
  return {
    deleted: changes.filter((change) => change.status === 'D').map((change) => change.path),
    changed: changes.map((change) => change.path),
    changesLinks: changes.some(({ oldMode, newMode }) => isLinkMode(oldMode) || isLinkMode(newMode)),
  };
}

/** `:<mode> <mode> <id> <id> <status>` NUL `<name>` NUL, in git's order, which is that of the name bytes. */
export function parseRaw(output: Buffer): Change[] {
  const tokens = splitNul(output);
  const changes: Change[] = [];
  for (let at = 0; at + 1 < tokens.length; at += 2) {
    const [oldMode = '', newMode = '', oldId = '', newId = '', status = ''] = (tokens[at] ?? '').slice(1).split(' ');
    const raw = tokens[at + 1] ?? '';
    changes.push({ status, oldMode, newMode, oldId, newId, raw, ...decodeName(raw) });
  }
  return changes;
}

/** A regular file, executable or not. */
export function isFileMode(mode: string): boolean {
  return mode.startsWith('100');
}

/** A symbolic link. */
export function isLinkMode(mode: string): boolean {
  return mode === '120000';
}

/** Why an entry is no file to check, or null when it is one. */
export function skipReason(mode: string): string | null {
  if (isFileMode(mode)) return null;
  return isLinkMode(mode) ? 'symbolic link' : mode === '160000' ? 'submodule' : `mode ${mode}`;
}
