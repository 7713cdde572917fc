/**
 * From what git lists to the files of a snapshot, and from those to their contents.
 */

import type { Skipped } from '../types.ts';
import type { Answer } from './answer.ts';
import type { Name } from './names.ts';
import type { ObjectStore } from './object-store.ts';
import { readInBatches } from './objects.ts';
import { NO_OBJECT, tooLarge, UNFETCHED, unreadableObject } from './raw-tree.ts';
import type { Repository } from './repository.ts';
import type { Content, SourceFile } from './snapshot.ts';
import { type Change, isFileMode, skipReason } from './staged.ts';

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

/**
 * Contents by blob id: from what the store has, otherwise a batch at a time. A content reaches a file by the file's id
 * alone, whatever the store learns in the meantime and in whatever order git answers.
 */
export function* gitContents(
  repository: Repository,
  store: ObjectStore,
  files: Iterable<SourceFile>,
  isLenient = false,
): Generator<Content> {
  const all = [...files];
  for (let from = 0; from < all.length; from += TOGETHER) {
    const part = all.slice(from, from + TOGETHER);
    const answerTo = answersById(repository, store, part);
    for (const file of part) yield contentOf(file, answerTo(blobOf(file)), isLenient);
  }
}

function blobOf({ path, id }: SourceFile): string {
  if (id === null) throw new Error(`${path} has no blob to read`);
  return id;
}

/**
 * Answers by id for files that will be asked for in their order; an answer is let go when its last file has had it.
 * @throws Error when git gives an answer for an id that was not asked for, or none for one that was: a bug, never
 *   another file's content
 */
function answersById(repository: Repository, store: ObjectStore, files: readonly SourceFile[]): (id: string) => Answer {
  const uses = new Map<string, number>();
  for (const file of files) uses.set(blobOf(file), (uses.get(blobOf(file)) ?? 0) + 1);
  const unknown = [...uses.keys()].filter((id) => store.peek(id) === undefined);
  const coming = unknown.length === 0 ? null : readInBatches(repository, unknown);
  const arrived = new Map<string, Answer>();

  function wait(id: string): Answer {
    for (;;) {
      const answer = arrived.get(id) ?? store.peek(id);
      if (answer !== undefined) return answer;
      const next = coming?.next();
      if (next === undefined || next.done === true) throw new Error(`git gave no answer for ${id}`);
      const [asked, given] = next.value;
      const left = uses.get(asked);
      if (left === undefined) throw new Error(`git gave an answer for ${asked}, which was not asked for`);
      if (left > 0) arrived.set(asked, given);
    }
  }

  return (id) => {
    const answer = wait(id);
    const left = (uses.get(id) ?? 1) - 1;
    uses.set(id, left);
    if (left === 0) arrived.delete(id);
    return answer;
  };
}

function contentOf(file: SourceFile, answer: Answer, isLenient: boolean): Content {
  if (answer.kind === 'object' && answer.type === 'blob') return { file, bytes: answer.content, reason: null };
  if (answer.kind === 'unfetched') return { file, bytes: null, reason: UNFETCHED };
  if (isLenient) return { file, bytes: null, reason: NO_OBJECT };
  throw answer.kind === 'too-large' ? tooLarge(file.path) : unreadableObject(file.path, file.id ?? '');
}
