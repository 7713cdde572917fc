/**
 * The scopes that read a commit: all of it (`ref`), or what it changed since it left another history (`since`).
 */
import { UserError } from '../errors.ts';
import { decodeName } from './names.ts';
import { objectStore } from './object-store.ts';
import { headCommit, isShallow, resolveCommit } from './repository.ts';
import { git, oneLine } from './run.ts';
import type { Snapshot } from './snapshot.ts';
import { fetchAll, gitContents, lazily, sort } from './source-files.ts';
import { isLinkMode, listBetween, listRenames } from './staged.ts';
import { commitTree, listCommit } from './tree-view.ts';

/** Opens a commit by the name the user gave. @throws UserError when there is no such commit */
export function openRef(cwd: string, ref: string): Snapshot {
  const commit = resolveCommit(cwd, ref);
  const store = objectStore(cwd);
  const listed = listCommit(cwd, commit);
  const tree = commitTree(cwd, store, commit, listed);
  const changes = listed.map(({ raw, mode, id }) => ({
    ...{ status: '', oldMode: mode, newMode: mode, oldId: id, newId: id, raw },
    ...decodeName(raw),
  }));
  return {
    ...sort(changes),
    ...NOTHING_COMPARED,
    scope: 'ref',
    tree,
    contents: (files) => gitContents(cwd, store, files),
    fetch: () => tree.fetch(),
    commit,
    listed,
  };
}

/** Opens what HEAD changed since the merge base with `ref`. @throws UserError when there is none */
export function openSince(cwd: string, ref: string): Snapshot {
  const since = resolveCommit(cwd, ref);
  const commit = headCommit(cwd);
  if (commit === null) throw new UserError('there is no commit yet, so nothing has changed since one');
  const base = mergeBase(cwd, since, commit, ref);
  const changes = listBetween(cwd, base, commit);
  const store = objectStore(cwd);
  const tree = commitTree(cwd, store, commit);
  const head = commitTree(cwd, store, base);
  return {
    ...sort(changes),
    scope: 'since',
    inherited: [],
    deleted: changes.filter((change) => change.status === 'D').map((change) => change.path),
    changed: changes.map((change) => change.path),
    changesLinks: changes.some(({ oldMode, newMode }) => isLinkMode(oldMode) || isLinkMode(newMode)),
    tree,
    head,
    contents: (files) => gitContents(cwd, store, files),
    fetch: () => fetchAll([tree, head]),
    renames: lazily(() => listRenames(cwd, base, commit)),
    commit,
  };
}

/** The commit at which two histories parted. @throws UserError when none is known here */
function mergeBase(cwd: string, since: string, commit: string, ref: string): string {
  const found = git(['merge-base', since, commit], { cwd, okStatus: [0, 1] });
  if (found.status === 0) return oneLine(found.stdout);
  throw isShallow(cwd)
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
