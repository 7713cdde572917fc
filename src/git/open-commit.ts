/**
 * The scopes that read a commit: all of it (`ref`), or what it changed since it left another history (`since`).
 */

import { UserError } from '../errors.ts';
import { lazily } from '../text/lazily.ts';
import { decodeName } from './names.ts';
import { objectStore } from './object-store.ts';
import { headCommit, isShallow, type Repository, resolveCommit } from './repository.ts';
import { git, oneLine } from './run.ts';
import { together } from './settle.ts';
import type { Snapshot } from './snapshot.ts';
import { gitContents, sort } from './source-files.ts';
import { isLinkMode, listBetween, listRenames } from './staged.ts';
import { commitTree, listCommit } from './tree-view.ts';

/** Opens a commit by the name the user gave. @throws UserError when there is no such commit */
export function openRef(repository: Repository, ref: string): Snapshot {
  const commit = resolveCommit(repository, ref);
  const store = objectStore(repository);
  const listed = listCommit(repository, commit);
  const tree = commitTree(repository, store, commit, listed);
  const changes = listed.map(({ raw, mode, id }) => ({
    ...{ status: '', oldMode: mode, newMode: mode, oldId: id, newId: id, raw },
    ...decodeName(raw),
  }));
  return {
    ...sort(changes),
    ...NOTHING_COMPARED,
    scope: 'ref',
    tree,
    contents: (files) => gitContents(repository, store, files),
    ...together([tree]),
    commit,
    listed,
  };
}

/** Opens what HEAD changed since the merge base with `ref`. @throws UserError when there is none */
export function openSince(repository: Repository, ref: string): Snapshot {
  const since = resolveCommit(repository, ref);
  const commit = headCommit(repository);
  if (commit === null) throw new UserError('there is no commit yet, so nothing has changed since one');
  const base = mergeBase(repository, since, commit, ref);
  const changes = listBetween(repository, base, commit);
  const store = objectStore(repository);
  const tree = commitTree(repository, store, commit);
  const head = commitTree(repository, store, base);
  return {
    ...sort(changes),
    scope: 'since',
    inherited: [],
    deleted: changes.filter((change) => change.status === 'D').map((change) => change.path),
    changed: changes.map((change) => change.path),
    changesLinks: changes.some(({ oldMode, newMode }) => isLinkMode(oldMode) || isLinkMode(newMode)),
    tree,
    head,
    contents: (files) => gitContents(repository, store, files),
    ...together([tree, head]),
    renames: lazily(() => listRenames(repository, base, commit)),
    commit,
  };
}

/** The commit at which two histories parted. @throws UserError when none is known here */
function mergeBase(repository: Repository, since: string, commit: string, ref: string): string {
  const found = git(['merge-base', since, commit], { cwd: repository.cwd, okStatus: [0, 1] });
  if (found.status === 0) return oneLine(found.stdout);
  throw isShallow(repository)
    ? new UserError(
        `no common ancestor of ${ref} and HEAD is known: this clone is shallow`,
        'Fetch the whole history: git fetch --unshallow (in CI: fetch-depth: 0).',
      )
    : new UserError(`${ref} and HEAD have no common ancestor`, 'Compare with a branch that HEAD came from.');
}

const NOTHING_COMPARED = {
  inherited: [],
  deleted: [],
  changed: [],
  changesLinks: false,
  head: null,
  renames: () => new Map<string, string>(),
} as const;
