/**
 * The staged scope: what git is about to commit, or what the index holds at given paths. Reads the index and nothing
 * of the work tree.
 */

import { UserError } from '../errors.ts';
import { lazily } from '../text/lazily.ts';
import type { Handed } from './handed.ts';
import { mergeParents, splitMerge } from './merge.ts';
import { byBytes, decodeName } from './names.ts';
import { objectStore } from './object-store.ts';
import { repositoryName } from './paths.ts';
import type { Entry, HeadIndex } from './raw-tree.ts';
import type { Repository } from './repository.ts';
import { requireWorkTree } from './repository.ts';
import { together } from './settle.ts';
import type { Prefetch, Snapshot } from './snapshot.ts';
import { gitContents, sort } from './source-files.ts';
import { type Change, changesIn, listAgainst, listRenames, listStaged } from './staged.ts';
import { commitTree, headTree, indexTree, listIndex, stagedTree } from './tree-view.ts';

/** Opens the index; see ScopeRequest. @throws UserError when git cannot say, or a path is not in the index */
export function openStaged(
  repository: Repository,
  paths: readonly (string | Buffer)[] | null,
  prefetch: Prefetch,
  handed?: Handed,
): Snapshot {
  // git would answer inside .git too, where nobody commits; where no work tree is to be seen it is asked, and refuses
  if (repository.found === null) requireWorkTree(repository);
  const { changes, hasHead } =
    handed === undefined ? listStaged(repository) : { changes: handed.changes, hasHead: true };
  const parents = hasHead && paths === null ? mergeParents(repository) : [];
  const { own, inherited } = splitMerge(changes, parents, (parent) => listAgainst(repository, parent));
  const store = objectStore(repository, { blobs: handed?.blobs, kept: prefetch.kept });
  const known = new Map<string, Entry | null>();
  for (const { path, pathBytes, newMode, newId, status } of changes) {
    if (pathBytes === null) known.set(path, status === 'D' || status === 'U' ? null : { mode: newMode, id: newId });
  }
  const index = hasHead ? (prefetch.index?.() ?? NO_INDEX) : null;
  const tree = index === null ? indexTree(repository, store, known) : stagedTree(repository, store, known, index);
  const head = index === null ? null : headTree(repository, store, index);
  const others = parents.map((parent) => commitTree(repository, store, parent));
  const sorted = paths === null ? sort(own) : sort(indexedAt(repository, paths, changes));
  for (const path of prefetch.tree ?? []) tree.want(path);
  for (const path of prefetch.head ?? []) head?.want(path);
  for (const file of sorted.files) if (file.id !== null && prefetch.contents?.(file) === true) store.hint(file.id);
  return {
    ...sorted,
    scope: 'staged',
    inherited: sort(inherited).files,
    parents: others,
    ...changesIn(changes),
    tree,
    head,
    contents: (files, isLenient) => gitContents(repository, store, files, isLenient),
    ...together([tree, head, ...others]),
    renames: lazily(() => (hasHead ? listRenames(repository, 'HEAD', null) : new Map())),
    commit: null,
    ...(index?.commit == null ? {} : { headCommit: index.commit }),
  };
}

const NO_INDEX: HeadIndex = { commit: null, listing: null, tree: null, changes: new Map(), learn: () => {} };

/** What the index holds at the given files and below the given folders, with the status of what is staged. */
function indexedAt(repository: Repository, paths: readonly (string | Buffer)[], changes: readonly Change[]): Change[] {
  const status = new Map(changes.map((change) => [change.raw, change]));
  const listed = listIndex(repository, [':(top)']); // an unmerged name comes once a stage, with the same status
  const chosen = new Map<string, Change>();
  for (const given of paths) {
    const name = repositoryName(repository, given);
    const found = name === '' ? listed : listed.filter(({ raw }) => raw === name || raw.startsWith(`${name}/`));
    for (const { raw, mode, id } of found) {
      const unchanged = { status: '', oldMode: mode, newMode: mode, oldId: id, newId: id, raw, ...decodeName(raw) };
      chosen.set(raw, status.get(raw) ?? unchanged);
    }
    const gone = changes.some(({ raw }) => raw === name || raw.startsWith(`${name}/`));
    if (found.length === 0 && !gone && name !== '') {
      throw new UserError(`${decodeName(name).path} is not in the index`, 'Stage it first: git add -- <path>');
    }
  }
  return [...chosen.values()].sort((a, b) => byBytes(a.raw, b.raw));
}
