/**
 * What a fix looks at: files on disk, those that are staged where nothing else is said.
 */
import { UserError } from '../../errors.ts';
import { diskBelow, KIND_REASON } from '../../git/disk.ts';
import { decodeName } from '../../git/names.ts';
import type { Repository } from '../../git/repository.ts';
import type { ScopeRequest, Snapshot } from '../../git/snapshot.ts';
import { withReason } from '../../git/source-files.ts';
import { listStaged } from '../../git/staged.ts';
import { dialectOf } from '../../languages/index.ts';
import type { Skipped } from '../../types.ts';

export interface FixScope {
  readonly request: ScopeRequest;
  /** Files that are asked for and are not on disk as files. */
  readonly skipped: readonly Skipped[];
  /** What to say where there is nothing to look at. */
  readonly nothing: string;
}

/** @throws UserError for a command line that names two scopes */
export function fixScope(repository: Repository, all: boolean, paths: readonly string[]): FixScope {
  if (all && paths.length > 0) throw new UserError('--all and paths cannot be fixed at once', 'Choose one.');
  if (paths.length > 0)
    return { request: { scope: 'paths', paths }, skipped: [], nothing: 'the registry covers none of these files' };
  if (!all) return stagedOnDisk(repository);
  const nothing = 'the registry covers no file of this repository';
  return { request: { scope: 'all' }, skipped: [], nothing };
}

/** Files that are asked for, are judged by what the index holds, and are not there to be written. */
export function notCheckedOut({ leftOut }: Snapshot): Skipped[] {
  const files = leftOut?.files ?? [];
  return files.filter(({ path }) => dialectOf(path) !== null).map((file) => withReason(file, 'not checked out'));
}

function stagedOnDisk(repository: Repository): FixScope {
  const { top } = repository;
  const disk = diskBelow(top);
  const skipped: Skipped[] = [];
  const paths: Buffer[] = [];
  for (const { status, raw } of listStaged(repository).changes) {
    const name = decodeName(raw);
    if (status === 'D' || dialectOf(name.path) === null) continue;
    const kind = disk.kind(raw);
    if (status === 'U') skipped.push(withReason(name, 'unmerged'));
    else if (kind === 'file') paths.push(Buffer.concat([Buffer.from(`${top}/`), Buffer.from(raw, 'latin1')]));
    else skipped.push(withReason(name, kind === 'none' ? 'not on disk' : KIND_REASON[kind]));
  }
  const nothing = 'no file that the registry covers is staged ("ssot-guard fix --all" looks at every file)';
  return { request: { scope: 'paths', paths, lenient: true }, skipped, nothing };
}
