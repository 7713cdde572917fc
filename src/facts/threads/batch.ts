/**
 * One batch of a large reading: from names or blob ids to facts as text. It runs in a worker, or without one where
 * there is little to do; either way it is a function of what it is given and of the files.
 */

import { createHash } from 'node:crypto';
import { type Disk, diskBelow } from '../../git/disk.ts';
import { rawName } from '../../git/names.ts';
import { readInBatches } from '../../git/objects.ts';
import { NO_OBJECT, tooLarge, UNFETCHED, unreadableObject } from '../../git/raw-tree.ts';
import { openRepository, type Repository } from '../../git/repository.ts';
import { push } from '../../text/multimap.ts';
import { encodeFacts } from '../cache/encode.ts';
import { type BlobState, findRecord, type SegmentIndex, STATES } from '../cache/segment-index.ts';
import { isOtherKernel } from '../source.ts';
import { type Sought, type Way, wayOf } from './way.ts';

/** What is the same for every batch of one reading. */
export interface Reading {
  /** A folder of the work tree; for the disk its top. */
  readonly cwd: string;
  readonly from: 'disk' | 'blobs';
  readonly sought: Sought;
  /** What the cache knows, for files on disk, whose ids only their content tells. */
  readonly known: SegmentIndex | null;
  /** Bytes of a blob id: 20 or 32. */
  readonly idLength: number;
  /** Whether ids of files are wanted that need not be scanned, too. */
  readonly wantsIds: boolean;
}

export interface Batch {
  readonly paths: readonly string[];
  /** Raw names for the disk, ids for blobs; null where that is the path. */
  readonly places: readonly string[] | null;
  /** Whether the file is to be read; of others only the kind is asked. Absent: all are. */
  readonly read?: Uint8Array;
}

/** Outcomes of files that have no state of their own. */
export const OUTCOME = {
  /** Its content is what a record of the cache says. */
  known: 100,
  /** No file to check; the reason is its kind. */
  skipped: 101,
  /** It could not be read; a reason says why. */
  unreadable: 102,
  /** A regular file that was not to be read. */
  plain: 103,
  gone: 104,
  /** It is in a language that is not read; the reason says in which. */
  foreign: 105,
} as const;

export interface BatchFacts {
  /** For each file an index into STATES, or one of OUTCOME. */
  readonly outcome: Uint8Array;
  /** Number of the record for known files; for files with facts, where their text begins in `text`. */
  readonly place: Int32Array;
  /** Length of the text of files with facts. */
  readonly length: Int32Array;
  /** Ids, one after the other; null for blobs. A file without one has zeros. */
  readonly ids: Uint8Array | null;
  /** Texts of the files with facts, in the order in which they were read, which need not be that of the files. */
  readonly text: Uint8Array<ArrayBuffer>;
  /** Why files were skipped or could not be read. */
  readonly reasons: readonly (readonly [file: number, reason: string])[];
}

/** A function that reads batches. @throws UserError for a blob that is missing or damaged */
export function batchReader(reading: Reading): (batch: Batch) => BatchFacts {
  const disk = reading.from === 'disk' ? diskBelow(reading.cwd) : null;
  const way = wayOf(reading.sought);
  return (batch) => {
    const found = collector(batch.paths.length, reading, way, disk !== null);
    if (disk === null) readBlobs(openRepository(reading.cwd), batch, way, found);
    else readFiles(disk, batch, found);
    return found.all();
  };
}

function readBlobs(repository: Repository, { paths, places }: Batch, { isLenient }: Way, found: Collector): void {
  const byId = new Map<string, number[]>();
  for (const [at, id] of (places ?? []).entries()) push(byId, id, at);
  for (const [id, answer] of readInBatches(repository, byId.keys())) {
    for (const at of byId.get(id) ?? []) {
      const path = paths[at] ?? '';
      if (answer.kind === 'object') found.take(at, path, answer.content);
      else if (answer.kind === 'unfetched') found.set(at, OUTCOME.unreadable, UNFETCHED);
      else if (isLenient) found.set(at, OUTCOME.unreadable, NO_OBJECT);
      else throw answer.kind === 'too-large' ? tooLarge(path) : unreadableObject(path, id);
    }
  }
}

function readFiles(disk: Disk, { paths, places, read }: Batch, found: Collector): void {
  for (const [at, path] of paths.entries()) {
    const raw = places?.[at] ?? rawName(path);
    const content = read?.[at] === 0 ? null : disk.read(raw);
    if (content?.kind === 'content') found.take(at, path, content.bytes);
    else if (content?.kind === 'unreadable') found.set(at, OUTCOME.unreadable, content.reason);
    else {
      const kind = disk.kind(raw);
      if (kind === 'none') found.set(at, OUTCOME.gone);
      else if (kind !== 'file') found.set(at, OUTCOME.skipped, kind);
      else if (content === null) found.set(at, OUTCOME.plain);
      else found.set(at, OUTCOME.unreadable, 'no longer there'); // it came back in between
    }
  }
}

interface Collector {
  set(at: number, outcome: number, reason?: string): void;
  take(at: number, path: string, bytes: Buffer): void;
  all(): BatchFacts;
}

function collector(count: number, { idLength, wantsIds, known }: Reading, way: Way, hashes: boolean): Collector {
  const outcome = new Uint8Array(count);
  const place = new Int32Array(count);
  const length = new Int32Array(count);
  const ids = hashes ? new Uint8Array(count * idLength) : null;
  const texts: Buffer[] = [];
  let end = 0;
  const reasons: [number, string][] = [];

  function set(at: number, code: number, reason?: string): void {
    outcome[at] = code;
    if (reason !== undefined) reasons.push([at, reason]);
  }

  return {
    set,
    take(at, path, bytes) {
      const as = way.readAs(path);
      const mayBeUnscanned = way.mayBeUnscanned(path);
      const canSkip = mayBeUnscanned && way.canSkip(bytes, path);
      if (ids !== null && (wantsIds || !canSkip)) {
        const id = blobId(bytes, idLength);
        ids.set(id, at * idLength);
        const record = known === null || as === null || canSkip ? -1 : findRecord(known, id, as, mayBeUnscanned);
        if (record >= 0) {
          place[at] = record;
          return set(at, OUTCOME.known);
        }
      }
      if (canSkip) return set(at, STATES.indexOf('unscanned'));
      if (bytes.length > way.largest) return set(at, OUTCOME.unreadable, moreThan(way.largest));
      const { facts, skip } = way.read(bytes, path);
      if (skip !== null && isOtherKernel(skip)) return set(at, OUTCOME.foreign, skip);
      if (skip !== null) return set(at, stateOfSkip(skip));
      const text = Buffer.from(encodeFacts(facts));
      texts.push(text);
      place[at] = end;
      length[at] = text.length;
      end += text.length;
      set(at, STATES.indexOf('facts'));
    },
    all: () => ({ outcome, place, length, ids, text: joined(texts), reasons }),
  };
}

/** Why a text is not read. */
export function moreThan(bytes: number): string {
  return `more than ${bytes >> 20} MB`;
}

/** In memory of its own, so that it can be handed from thread to thread. */
function joined(texts: readonly Buffer[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(texts.reduce((sum, text) => sum + text.length, 0));
  let at = 0;
  for (const text of texts) {
    all.set(text, at);
    at += text.length;
  }
  return all;
}

function stateOfSkip(skip: string): number {
  const state = STATES.indexOf(skip as BlobState);
  if (state < 0) throw new Error(`no state for "${skip}"`);
  return state;
}

/** The id that git gives a blob of these bytes. */
function blobId(bytes: Buffer, idLength: number): Buffer {
  return createHash(idLength === 32 ? 'sha256' : 'sha1')
    .update(`blob ${bytes.length}\0`)
    .update(bytes)
    .digest();
}
