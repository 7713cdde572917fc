/**
 * Puts files of the work tree into the index again, as `git add` would, but without any program that the repository's
 * configuration names: `fix --staged` alone writes to an index.
 */
import { resolve } from 'node:path';
import { quoteName, splitNul } from './names.ts';
import type { Entry, Listed } from './raw-tree.ts';
import type { Repository } from './repository.ts';
import { type Environment, git, oneLine } from './run.ts';
import { isFileMode } from './staged.ts';

/** What stands in the index at a name: an entry that may be written again, or why there is none. */
export type Stageable = Entry | { readonly reason: string };

/** The index that git would take here, where the environment names one; else null. */
export function namedIndex({ top }: Repository): string | null {
  const { GIT_INDEX_FILE: named } = process.env;
  return named ? resolve(top, named) : null;
}

/**
 * What an index holds at each of some names.
 * @param file null: the one that belongs to the work tree
 */
export function entriesAt({ top }: Repository, raws: readonly string[], file: string | null): Map<string, Stageable> {
  const args = ['ls-files', '-s', '-v', '-z', '--full-name', '--', ':(top)'];
  const output = git(args, { cwd: top, env: indexIn(file) }).stdout;
  const found = new Map<string, Stageable>(raws.map((raw) => [raw, { reason: 'not in the index' }]));
  for (const line of splitNul(output)) {
    const tab = line.indexOf('\t');
    const raw = line.slice(tab + 1);
    const [tag = '', mode = '', id = '', stage = ''] = line.slice(0, tab).split(' ');
    if (found.has(raw)) found.set(raw, stageable(tag, stage, { mode, id }));
  }
  return found;
}

/** `-v` tells in small letters what is assumed unchanged, with `S` what a sparse checkout leaves out. */
function stageable(tag: string, stage: string, entry: Entry): Stageable {
  if (stage !== '0') return { reason: 'unmerged' };
  if (tag.toUpperCase() === 'S') return { reason: 'marked as not checked out (skip-worktree)' };
  if (tag !== tag.toUpperCase()) return { reason: 'marked as unchanged (assume-unchanged)' };
  return isFileMode(entry.mode) ? entry : { reason: 'no regular file in the index' };
}

function indexIn(file: string | null): Environment {
  return { GIT_INDEX_FILE: file ?? undefined };
}

/** Names that a filter is set for, and which: its program is the repository's, configured here or not. */
export function filters(repository: Repository, raws: readonly string[]): Map<string, string> {
  return attributes(repository, 'filter', raws);
}

/** The names that an attribute is set for, with its value. */
export function attributes({ top }: Repository, attribute: string, raws: readonly string[]): Map<string, string> {
  if (raws.length === 0) return new Map();
  const input = Buffer.from(raws.map((raw) => `${raw}\0`).join(''), 'latin1');
  const tokens = splitNul(git(['check-attr', '-z', '--stdin', attribute], { cwd: top, input }).stdout);
  const found = new Map<string, string>();
  for (let at = 0; at + 2 < tokens.length; at += 3) {
    const value = tokens[at + 2] ?? '';
    if (value !== 'unspecified' && value !== 'unset') found.set(tokens[at] ?? '', value);
  }
  return found;
}

/**
 * The ids of files of the work tree as they would be staged, line ends and encoding as attributes say. No file may have a
 * filter.
 * @param write whether the blobs are made
 */
export function blobIds({ top }: Repository, raws: readonly string[], write: boolean): Map<string, string> {
  if (raws.length === 0) return new Map();
  const input = Buffer.from(raws.map((raw) => `${lineFor(raw)}\n`).join(''), 'latin1');
  const output = git(['hash-object', ...(write ? ['-w'] : []), '--stdin-paths'], { cwd: top, input }).stdout;
  const ids = oneLine(output).split('\n');
  if (ids.length !== raws.length) throw new Error(`git hash-object gave ${ids.length} ids for ${raws.length} files`);
  return new Map(raws.map((raw, at) => [raw, ids[at] ?? '']));
}

/** A name as one line. Only what does not fit into one is quoted. */
function lineFor(raw: string): string {
  return /^"|[\n\r]/.test(raw) ? quoteName(raw) : raw;
}

/**
 * Writes entries into an index, all in one step.
 * @param file null: the one that belongs to the work tree
 * @throws UserError where another git is at work on it
 */
export function writeEntries({ top }: Repository, entries: readonly Listed[], file: string | null): void {
  if (entries.length === 0) return;
  const lines = entries.map(({ raw, mode, id }) => `${mode} ${id}\t${raw}\0`).join('');
  git(['update-index', '-z', '--index-info'], { cwd: top, input: Buffer.from(lines, 'latin1'), env: indexIn(file) });
}
