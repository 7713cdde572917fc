/**
 * The scopes that read a commit: all of it (`ref`), or what it changed since it left another history (`since`).
 */

import { UserError } from '../errors.ts';
import { lazily } from '../text/lazily.ts';
import { type Beginning, namesNoCommit, whereNew, whereParted } from './beginning.ts';
import { splitMerge } from './merge.ts';
import { decodeName } from './names.ts';
import { objectStore } from './object-store.ts';
import type { Listed } from './raw-tree.ts';
import { headCommit, type Repository, resolveCommit } from './repository.ts';
import { together } from './settle.ts';
import type { ScopeRequest, Snapshot } from './snapshot.ts';
import { gitContents, sort } from './source-files.ts';
import { type Change, changesIn, emptyTree, listBetween, listRenames } from './staged.ts';
import { commitTree, listCommit } from './tree-view.ts';

/** Opens a commit by the name the user gave. @throws UserError when there is no such commit */
export function openRef(repository: Repository, ref: string): Snapshot {
  const commit = resolveCommit(repository, ref);
  const store = objectStore(repository);
  const listed = listCommit(repository, commit);
  const tree = commitTree(repository, store, commit, listed);
  return {
    ...sort(listed.map(asChange)),
    ...NOTHING_COMPARED,
    scope: 'ref',
    tree,
    contents: (files, isLenient) => gitContents(repository, store, files, isLenient),
    ...together([tree]),
    commit,
    listed,
  };
}

/** Opens what a commit changed since it left another history; see ScopeRequest. @throws UserError when there is no such history */
export function openSince(repository: Repository, request: SinceRequest): Snapshot {
  const { base, others, commit } = rangeOf(repository, request);
  const changes = listBetween(repository, base ?? emptyTree(repository), commit);
  const { own, inherited } = splitMerge(changes, others, (other) => listBetween(repository, other, commit));
  const store = objectStore(repository);
  const tree = commitTree(repository, store, commit);
  const head = base === null ? null : commitTree(repository, store, base);
  const parents = others.map((other) => commitTree(repository, store, other));
  return {
    ...sort(own),
    scope: 'since',
    inherited: sort(inherited).files,
    parents,
    ...changesIn(changes),
    tree,
    head,
    contents: (files, isLenient) => gitContents(repository, store, files, isLenient),
    ...together([tree, head, ...parents]),
    renames: lazily(() => (base === null ? new Map() : listRenames(repository, base, commit))),
    commit,
  };
}

type SinceRequest = Extract<ScopeRequest, { scope: 'since' }>;

function rangeOf(repository: Repository, { ref, commit: given }: SinceRequest): Beginning & { commit: string } {
  const since = namesNoCommit(ref) ? null : resolveCommit(repository, ref);
  const commit = given === undefined ? headCommit(repository) : resolveCommit(repository, given);
  if (commit === null) throw new UserError('there is no commit yet, so nothing has changed since one');
  const judged = { id: commit, name: given ?? 'HEAD' };
  const beginning =
    since === null ? whereNew(repository, judged) : whereParted(repository, { id: since, name: ref }, judged);
  return { ...beginning, commit };
}

/** An entry as one that differs from nothing. */
export function asChange({ raw, mode, id }: Listed): Change {
  return { status: '', oldMode: mode, newMode: mode, oldId: id, newId: id, raw, ...decodeName(raw) };
}

export const NOTHING_COMPARED = {
  inherited: [],
  deleted: [],
  changed: [],
  changesLinks: false,
  head: null,
  renames: () => new Map<string, string>(),
} as const;
