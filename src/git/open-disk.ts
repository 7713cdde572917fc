/**
 * The scopes that read the work tree: what has changed, given paths, everything, or one file whose content an editor holds.
 */

import { UserError } from '../errors.ts';
import { lazily } from '../text/lazily.ts';
import type { Skipped } from '../types.ts';
import { listChanged } from './changed.ts';
import { type Disk, diskBelow, diskTree, type FileKind, KIND_REASON, listDisk } from './disk.ts';
import { decodingDisk, encodingsOf } from './encodings.ts';
import { type LeftOut, leftOutOf, withLeftOut } from './left-out.ts';
import { byBytes, decodeName, rawOf } from './names.ts';
import { objectStore } from './object-store.ts';
import { repositoryName } from './paths.ts';
import type { RawTree } from './raw-tree.ts';
import { fromTop, headCommit, type Repository } from './repository.ts';
import type { Content, ScopeRequest, Snapshot, SourceFile } from './snapshot.ts';
import { gitContents, sort, withReason } from './source-files.ts';
import { type Change, changesIn, listRenames } from './staged.ts';
import { commitTree } from './tree-view.ts';

type DiskRequest = Exclude<ScopeRequest, { scope: 'staged' | 'ref' | 'since' }>;

/** Opens the work tree; see ScopeRequest. @throws UserError for a path that is not there or outside */
export function openDisk(request: DiskRequest, from: Repository): Snapshot {
  const { top } = from;
  const repository = fromTop(from);
  const disk = diskBelow(top);
  const leftOut = leftOutOf(repository, disk);
  const overlay = new Map<string, Buffer>();
  const skipped: Skipped[] = [];
  let names: readonly string[];
  let listed: readonly string[] | undefined;
  let changes: readonly Change[] = [];
  if (request.scope === 'stdin') {
    const name = repositoryName(from, request.path);
    if (name === '') throw new UserError('--stdin-path names a folder', 'Name the file that the content belongs to.');
    overlay.set(name, request.content);
    names = [name];
  } else if (request.scope === 'changed') {
    changes = listChanged(repository);
    names = changes.filter(({ status }) => status !== 'D').map(({ raw }) => raw);
  } else if (request.scope === 'all') {
    names = listed = listDisk(top);
  } else {
    names = chooseOnDisk(request, from, disk, leftOut, skipped);
    for (const [raw, { bytes }] of request.overlay ?? []) overlay.set(raw, bytes);
  }
  const absent = names.filter((raw) => leftOut.has(raw) && !overlay.has(raw));
  if (absent.length > 0) names = names.filter((raw) => !leftOut.has(raw) || overlay.has(raw));
  if (listed !== undefined) listed = names;
  const encodings = encodingsOf(repository, disk, names, listed !== undefined);
  const decoding = decodingDisk(disk, encodings);
  const standIns = sort(absent.map((raw) => unchanged(raw, leftOut)));
  const statuses = new Map(changes.map(({ raw, status }) => [raw, status]));
  const unstatted = names.map(
    (raw): SourceFile => ({ ...decodeName(raw), id: null, status: statuses.get(raw) ?? null }),
  );
  let seen: ReadonlyMap<string, FileKind> | null = null;
  const kinds = new Map<string, FileKind>();
  const kindOf = (raw: string): FileKind => {
    if (seen !== null) return seen.get(raw) ?? 'file';
    const kind = kinds.get(raw) ?? disk.kind(raw);
    kinds.set(raw, kind);
    return kind;
  };
  const looked = lazily(() => {
    const files: SourceFile[] = [];
    const others = [...skipped];
    for (const [at, raw] of names.entries()) {
      const file = unstatted[at];
      const kind = overlay.has(raw) ? 'file' : kindOf(raw);
      if (file !== undefined && kind === 'file') files.push(file);
      else if (file !== undefined && kind !== 'file' && kind !== 'none')
        others.push(withReason(file, KIND_REASON[kind]));
    }
    return {
      files: standIns.files.length === 0 ? files : inOrder([...files, ...standIns.files]),
      skipped: [...others, ...standIns.skipped],
    };
  });
  const store = objectStore(repository);
  const tree = withLeftOut(diskTree(decoding, overlay, listed, kindOf), leftOut, store);
  // HEAD's, once somebody has asked for it: the disk itself answers at once
  const heads: RawTree[] = [];
  const head = lazily(() => {
    const commit = headCommit(repository);
    const opened = commit === null ? null : commitTree(repository, store, commit);
    if (opened !== null) heads.push(opened);
    return opened;
  });
  return {
    scope: request.scope,
    get files() {
      return looked().files;
    },
    get skipped() {
      return looked().skipped;
    },
    ...(listed === undefined ? {} : { unstatted: { top, files: unstatted, see: (kinds) => void (seen = kinds) } }),
    leftOut: { files: standIns.files, total: leftOut.size },
    isOverlaid: overlay.size > 0 || encodings.any,
    factsOf: (file) => (request.scope === 'paths' ? request.overlay?.get(rawOf(file))?.facts : undefined),
    inherited: [],
    ...changesIn(changes),
    unchecked: [],
    tree,
    get head() {
      return head();
    },
    contents: (chosen, isLenient) =>
      contentsOf(chosen, decoding, overlay, (files) => gitContents(repository, store, files, isLenient)),
    fetch: () => [tree, ...heads].filter((one) => one.fetch()).length > 0,
    misses: () => [tree, ...heads].reduce((sum, one) => sum + one.misses(), 0),
    renames: lazily(() => (head() === null ? new Map() : listRenames(repository, 'HEAD', null))),
    commit: null,
  };
}

/** Raw names of the given files (ignored ones too) and of what is tracked or not ignored in the given folders. */
function chooseOnDisk(
  request: Extract<DiskRequest, { scope: 'paths' }>,
  repository: Repository,
  disk: Disk,
  leftOut: LeftOut,
  skipped: Skipped[],
): string[] {
  const files = new Set<string>();
  const folders: string[] = [];
  for (const given of request.paths) {
    const raw = repositoryName(repository, given);
    const kind = raw === '' ? 'folder' : disk.kind(raw);
    if (kind === 'folder') folders.push(raw);
    else if (kind !== 'none' || leftOut.has(raw)) files.add(raw);
    else if (holdsFolder(leftOut, raw)) folders.push(raw);
    else if (request.lenient === true) skipped.push(withReason(decodeName(raw), 'no such file'));
    else throw new UserError(`no such file or folder: ${decodeName(raw).path}`);
  }
  for (const raw of folders.length > 0 ? listDisk(repository.top, folders) : []) files.add(raw);
  return [...files].sort(byBytes);
}

function holdsFolder(leftOut: LeftOut, raw: string): boolean {
  for (const name of leftOut.keys()) if (name.startsWith(`${raw}/`)) return true;
  return false;
}

function unchanged(raw: string, leftOut: LeftOut): Change {
  const { mode, id } = leftOut.get(raw) ?? { mode: '', id: '' };
  return { status: '', oldMode: mode, newMode: mode, oldId: id, newId: id, raw, ...decodeName(raw) };
}

function inOrder(files: readonly SourceFile[]): SourceFile[] {
  return files
    .map((file) => ({ file, raw: rawOf(file) }))
    .sort((a, b) => byBytes(a.raw, b.raw))
    .map(({ file }) => file);
}

/** Contents from the disk, and from git what the index stands in for, which comes together. */
function* contentsOf(
  chosen: Iterable<SourceFile>,
  disk: Disk,
  overlay: ReadonlyMap<string, Buffer>,
  fromGit: (files: readonly SourceFile[]) => Generator<Content>,
): Generator<Content> {
  const all = [...chosen];
  const others = fromGit(all.filter(({ id }) => id !== null));
  for (const file of all) {
    if (file.id === null) {
      yield* diskContents(disk, overlay, [file]);
      continue;
    }
    const next = others.next();
    if (next.done !== true) yield next.value;
  }
}

function* diskContents(
  disk: Disk,
  overlay: ReadonlyMap<string, Buffer>,
  files: Iterable<SourceFile>,
): Generator<Content> {
  for (const file of files) {
    const raw = rawOf(file);
    const given = overlay.get(raw);
    const read = given === undefined ? disk.read(raw) : { kind: 'content' as const, bytes: given };
    if (read.kind === 'content') yield { file, bytes: read.bytes, reason: null };
    else yield { file, bytes: null, reason: read.kind === 'none' ? 'no longer there' : read.reason };
  }
}
