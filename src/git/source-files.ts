/**
 * From what git lists to the files of a snapshot, and from those to their contents.
 */

import type { Skipped } from '../types.ts';
import type { Name } from './names.ts';
import type { ObjectStore } from './object-store.ts';
import { type Answer, readInBatches } from './objects.ts';
import type { Content, SourceFile } from './snapshot.ts';
import { type Change, isFileMode, skipReason } from './staged.ts';
import { type RawTree, tooLarge, UNFETCHED, unreadableObject } from './tree-view.ts';

export interface Sorted {
  readonly files: readonly SourceFile[];
  readonly skipped: readonly Skipped[];
  readonly unchecked: readonly Skipped[];
}

/** Regular files by their new mode, whatever the status letter; the rest with the reason why not. */
export function sort(changes: readonly Change[]): Sorted {
  const files: SourceFile[] = [];
  const skipped: Skipped[] = [];
  const unchecked: Skipped[] = [];
  for (const change of changes) {
    const { path, pathBytes, status, newMode, newId } = change;
    if (status === 'D') continue;
    if (status === 'U') unchecked.push(withReason(change, 'unmerged'));
    else if (isFileMode(newMode)) files.push({ path, pathBytes, id: newId, status: status || null });
    else skipped.push(withReason(change, skipReason(newMode) ?? newMode));
  }
  return { files, skipped, unchecked };
}

/** A name with why it is not checked. */
export function withReason({ path, pathBytes }: Name, reason: string): Skipped {
  return pathBytes === null ? { path, reason } : { path, pathBytes, reason };
}

/** How many files are looked at together, so that a blob that several of them share is read once. */
const TOGETHER = 2000;

/** Contents by blob id: from what the store has, otherwise a batch at a time. */
export function* gitContents(cwd: string, store: ObjectStore, files: Iterable<SourceFile>): Generator<Content> {
  const all = [...files];
  for (let from = 0; from < all.length; from += TOGETHER) {
    const part = all.slice(from, from + TOGETHER);
    const unknown = part.filter((file) => store.peek(file.id ?? '') === undefined);
    const read =
      unknown.length === 0
        ? null
        : readInBatches(
            cwd,
            unknown.map((file) => file.id ?? ''),
          );
    yield* inOrder(part, store, read);
  }
}

/** Pairs files with answers, which come in the files' order; a blob that several files share is kept for the next. */
function* inOrder(
  files: readonly SourceFile[],
  store: ObjectStore,
  read: Generator<[string, Answer]> | null,
): Generator<Content> {
  const uses = new Map<string, number>();
  for (const { id } of files) uses.set(id ?? '', (uses.get(id ?? '') ?? 0) + 1);
  const kept = new Map<string, Answer>();
  for (const file of files) {
    const id = file.id ?? '';
    let answer = store.peek(id) ?? kept.get(id);
    if (answer === undefined) {
      const next = read?.next();
      if (next === undefined || next.done === true) throw new Error(`no answer for ${id}`);
      answer = next.value[1];
    }
    const left = (uses.get(id) ?? 1) - 1;
    uses.set(id, left);
    if (left > 0) kept.set(id, answer);
    else kept.delete(id);
    yield contentOf(file, answer);
  }
}

function contentOf(file: SourceFile, answer: Answer): Content {
  if (answer.kind === 'object') return { file, bytes: answer.content, reason: null };
  if (answer.kind === 'unfetched') return { file, bytes: null, reason: UNFETCHED };
  throw answer.kind === 'too-large' ? tooLarge(file.path) : unreadableObject(file.path, file.id ?? '');
}

/** Lets two trees read what they were asked for; true when something new was learned. */
export function fetchBoth(tree: RawTree, head: RawTree | null): boolean {
  const learned = tree.fetch();
  return head?.fetch() === true || learned;
}

/** Computes a value at the first call. */
export function lazily<T>(compute: () => T): () => T {
  let value: { readonly it: T } | null = null;
  return () => {
    value ??= { it: compute() };
    return value.it;
  };
}
