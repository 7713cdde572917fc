/**
 * What a commit would hold if the given files were staged as they are on disk: for a task of lint-staged, and whatever else
 * a hook starts with names of files and stages what that has written.
 *
 * Everything but these files comes from the index, above all the registry and the baseline, and what is compared is what
 * the commit changes. So a task cannot be passed by a weaker registry, staged or not.
 */
import { openDisk } from './open-disk.ts';
import { openStaged } from './open-staged.ts';
import type { RawTree } from './raw-tree.ts';
import type { Repository } from './repository.ts';
import { together } from './settle.ts';
import type { ScopeRequest, Snapshot, SourceFile } from './snapshot.ts';

/** @throws UserError for a path that is not there or outside */
export function openTask(request: Extract<ScopeRequest, { scope: 'paths' }>, repository: Repository): Snapshot {
  const disk = openDisk(request, repository);
  const staged = openStaged(repository, null, {});
  const known = new Map(staged.files.map((file) => [nameOf(file), file.status]));
  const files = disk.files.map((file) => ({ ...file, status: known.get(nameOf(file)) ?? null }));
  return {
    ...staged,
    ...together([staged, disk]),
    files,
    skipped: [...disk.skipped, ...staged.skipped.filter(({ path }) => !disk.skipped.some((one) => one.path === path))],
    isOverlaid: true,
    tree: withFiles(staged.tree, disk.tree, files),
    contents: disk.contents,
  };
}

function nameOf({ path, pathBytes }: SourceFile): string {
  return pathBytes ?? path;
}

/** A tree in which some files have the contents that they have in another one. */
function withFiles(tree: RawTree, other: RawTree, files: readonly SourceFile[]): RawTree {
  const paths = new Set(files.flatMap(({ path, pathBytes }) => (pathBytes === null ? [path] : [])));
  return {
    ...tree,
    ...together([tree, other]),
    bytes: (path) => (paths.has(path) ? other.bytes(path) : tree.bytes(path)),
    id: (path) => (paths.has(path) ? undefined : tree.id(path)),
    unreadable: () => [...tree.unreadable(), ...other.unreadable()],
    basis: null,
  };
}
