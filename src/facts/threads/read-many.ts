/**
 * Facts of many files at once: a whole tree, or more files than a commit has.
 *
 * What the cache knows by blob id is not read at all; the rest is read and scanned in batches, by all processors. On
 * their way facts stay what they are in the cache, short texts in the segment that is being written, so that memory holds
 * none of them; where nothing can be written they stay in memory. They are decoded whenever they are asked for.
 */

import { setFlagsFromString } from 'node:v8';
import { buildId } from '../../cache/build-id.ts';
import { checksum } from '../../cache/checksum.ts';
import { cacheFolder } from '../../cache/folder.ts';
import { rawOf } from '../../git/names.ts';
import { openRepository } from '../../git/repository.ts';
import type { SourceFile } from '../../git/snapshot.ts';
import { dialectOf } from '../../languages/index.ts';
import type { Dialect, FileFacts } from '../../types.ts';
import { type Prefilter, skipTest } from '../byte-search.ts';
import { decodeFacts } from '../cache/encode.ts';
import { type BlobState, STATES } from '../cache/segment-index.ts';
import {
  openSegments,
  type SegmentKind,
  type Segments,
  type SegmentWriter,
  shouldJoin,
  writeSegment,
} from '../cache/segments.ts';
import { NO_FACTS } from '../source.ts';
import { type Batch, type BatchFacts, OUTCOME, type Reading } from './batch.ts';
import { readBatches } from './pool.ts';

export interface ReadManyRequest {
  /** A folder of the work tree; for files on disk its top. */
  readonly cwd: string;
  readonly from: 'disk' | 'blobs';
  readonly files: readonly SourceFile[];
  /** Whether a file is to be read; of others only what stands there is told (on disk). */
  readonly covers: (file: SourceFile) => boolean;
  readonly prefilter: Prefilter;
  /** Whether ids of files on disk are wanted even where nothing else needs them. */
  readonly wantsIds: boolean;
  readonly progress?: ((done: number, of: number) => void) | undefined;
}

/** What became of a file. `plain`: not to be read. */
export type FileOutcome = BlobState | 'skipped' | 'unreadable' | 'plain' | 'gone';

export interface ManyFacts {
  outcome(file: number): FileOutcome;
  /** The kind of what was skipped, or why a file is unreadable. */
  reason(file: number): string;
  /** Facts of a file in state `facts`; null when the cache was damaged since, and the file must be read again. */
  facts(file: number): FileFacts | null;
  /** Blob id in hexadecimal, where it is known. */
  id(file: number): string | null;
  /** Keeps what is new, if there is enough of it, and forgets the rest. Facts cannot be asked for any more. */
  end(): void;
}

/** Fewer files than this are read without threads. */
const ALONE = 300;
/** A segment is written for so many new blobs. */
const WORTH_KEEPING = 200;
const BATCH = { disk: 256, blobs: 1000 };

/**
 * Left to itself the engine collects when the heap has grown fourfold, because memory seems plenty. What is alive here
 * is little and stays the same from file to file, so collecting sooner costs next to nothing.
 */
function growSlowly(): void {
  setFlagsFromString('--heap-growing-percent=40');
}

/** Reads the facts of files. @throws UserError for a blob that is missing or damaged */
export async function readMany(request: ReadManyRequest): Promise<ManyFacts> {
  growSlowly();
  const { files, cwd, from, prefilter } = request;
  const idLength = (files.find((file) => file.id !== null)?.id?.length ?? 40) / 2;
  const kind: SegmentKind = { build: buildId ?? '', prefilter: identityOf(prefilter), idLength };
  const folder = buildId === null ? null : cacheFolder(openRepository(cwd));
  const segments = openSegments(folder, kind);
  const store = newStore(request, segments, writeSegment(folder, kind), kind);

  const pending = store.pending();
  const reading: Reading = {
    ...{ cwd, from, prefilter, idLength },
    known: from === 'disk' && segments.names.length > 0 ? segments.index : null,
    wantsIds: request.wantsIds,
  };
  const size = Math.max(1, Math.min(BATCH[from], Math.ceil(pending.length / 16)));
  const batches: number[][] = [];
  for (let at = 0; at < pending.length; at += size) batches.push(pending.slice(at, at + size));
  let done = files.length - pending.length;
  const given = batches.map((batch) => batchOf(request, batch));
  await readBatches(reading, given, pending.length < ALONE, (facts, number) => {
    const batch = batches[number] ?? [];
    store.take(batch, facts);
    done += batch.length;
    request.progress?.(done, files.length);
  });
  return store.many;
}

function batchOf({ files, from, covers }: ReadManyRequest, batch: readonly number[]): Batch {
  const chosen = batch.flatMap((at) => files[at] ?? []);
  const paths = chosen.map((file) => file.path);
  if (from === 'blobs') return { paths, places: chosen.map((file) => file.id ?? '') };
  const plain = chosen.every((file) => file.pathBytes === null);
  const read = Uint8Array.from(chosen, (file) => Number(covers(file)));
  return { paths, places: plain ? null : chosen.map(rawOf), read };
}

function identityOf(prefilter: Prefilter): string {
  return checksum(Buffer.from(JSON.stringify(prefilter)));
}

// ----------------------------------------------------------------------------------------------------- what is known

/** Where the facts of a file lie; 0 is nowhere. */
const IN_RECORD = 1;
const WRITTEN = 2;
const IN_MEMORY = 3;

interface Store {
  readonly many: ManyFacts;
  /** Files that must be read: one for each blob, dialect, and need to be scanned. */
  pending(): number[];
  take(batch: readonly number[], facts: BatchFacts): void;
}

function newStore(
  { files, from, covers, prefilter }: ReadManyRequest,
  segments: Segments,
  given: SegmentWriter | null,
  kind: SegmentKind,
): Store {
  let writer = given;
  const count = files.length;
  const outcomes = new Uint8Array(count).fill(OUTCOME.plain);
  const source = new Uint8Array(count);
  const place = new Float64Array(count);
  const length = new Int32Array(count);
  const ids = from === 'disk' ? Buffer.alloc(count * kind.idLength) : null;
  const memory: Buffer[] = [];
  const reasons = new Map<number, string>();
  /** A file with the same blob and dialect, to be scanned as surely, that is read in this file's place. */
  const same = new Map<number, number>();
  let written = 0;
  let news = 0;

  const skips = skipTest(prefilter);

  const original = (file: number): number => same.get(file) ?? file;

  function idOf(file: number): Uint8Array {
    if (ids === null) return Buffer.from(files[file]?.id ?? '', 'hex');
    return ids.subarray(file * kind.idLength, (file + 1) * kind.idLength);
  }

  function fromRecord(file: number, record: number): void {
    outcomes[file] = STATES.indexOf(segments.state(record));
    source[file] = IN_RECORD;
    place[file] = record;
  }

  function keepText(file: number, state: BlobState, text: Buffer): void {
    const dialect = dialectAt(file);
    const id = idOf(file);
    if (writer !== null && dialect !== null && id.some((byte) => byte !== 0)) {
      writer.add(id, dialect, state, text);
      source[file] = WRITTEN;
      place[file] = written;
      written += text.length;
      news++;
    } else if (state === 'facts') {
      source[file] = IN_MEMORY;
      place[file] = memory.push(text) - 1;
    }
    length[file] = text.length;
  }

  function dialectAt(file: number): Dialect | null {
    return dialectOf(files[file]?.path ?? '');
  }

  function textOf(file: number): Buffer | null {
    const at = place[file] ?? 0;
    if (source[file] === IN_RECORD) return segments.bytes(at);
    if (source[file] === WRITTEN) return writer?.read(at, length[file] ?? 0) ?? null;
    return source[file] === IN_MEMORY ? (memory[at] ?? null) : null;
  }

  return {
    pending() {
      const wanted: number[] = [];
      const first = new Map<string, number>();
      if (from === 'disk') return [...files.keys()];
      for (const [at, file] of files.entries()) {
        const dialect = covers(file) ? dialectAt(at) : null;
        const mayBeUnscanned = skips !== null && !skips.mustScan(file.path);
        const record = dialect === null ? -1 : segments.find(idOf(at), dialect, mayBeUnscanned);
        if (record >= 0) fromRecord(at, record);
        if (record >= 0 || dialect === null) continue;
        const blob = `${file.id} ${dialect} ${mayBeUnscanned}`;
        const other = first.get(blob);
        if (other === undefined) {
          first.set(blob, at);
          wanted.push(at);
        } else {
          same.set(at, other);
        }
      }
      return wanted;
    },

    take(batch, found) {
      for (const [at, file] of batch.entries()) {
        const outcome = found.outcome[at] ?? OUTCOME.gone;
        if (ids !== null && found.ids !== null) {
          ids.set(found.ids.subarray(at * kind.idLength, (at + 1) * kind.idLength), file * kind.idLength);
        }
        if (outcome === OUTCOME.known) {
          fromRecord(file, found.place[at] ?? 0);
          continue;
        }
        outcomes[file] = outcome;
        const state = STATES[outcome];
        if (state === undefined) continue;
        keepText(file, state, Buffer.from(found.text.buffer, found.place[at], found.length[at]));
      }
      for (const [at, reason] of found.reasons) reasons.set(batch[at] ?? -1, reason);
    },

    many: {
      outcome(file) {
        const outcome = outcomes[original(file)] ?? OUTCOME.gone;
        return STATES[outcome] ?? OUTCOMES.get(outcome) ?? 'gone';
      },
      reason: (file) => reasons.get(original(file)) ?? '',
      facts(file) {
        const at = original(file);
        if (STATES[outcomes[at] ?? 0] !== 'facts') return NO_FACTS;
        const text = textOf(at);
        return text === null ? null : decodeFacts(text.toString('utf8'));
      },
      id(file) {
        const id = files[file]?.id ?? Buffer.from(idOf(file)).toString('hex');
        return /^0*$/.test(id) ? null : id;
      },
      end() {
        if (writer === null) return;
        if (news < WORTH_KEEPING) writer.abandon();
        else writer.commit(shouldJoin(segments) ? carryOver(writer) : []);
        writer = null;
      },
    },
  };

  /** Copies what this run has used of the old segments, which the new one replaces. */
  function carryOver(into: SegmentWriter): readonly string[] {
    for (let file = 0; file < count; file++) {
      const dialect = source[file] === IN_RECORD ? dialectAt(file) : null;
      if (dialect === null) continue;
      const state = STATES[outcomes[file] ?? 0] ?? 'unscanned';
      const text = state === 'facts' ? segments.bytes(place[file] ?? 0) : Buffer.alloc(0);
      if (text !== null) into.add(idOf(file), dialect, state, text);
    }
    return segments.names;
  }
}

const OUTCOMES: ReadonlyMap<number, FileOutcome> = new Map<number, FileOutcome>([
  [OUTCOME.skipped, 'skipped'],
  [OUTCOME.unreadable, 'unreadable'],
  [OUTCOME.plain, 'plain'],
  [OUTCOME.gone, 'gone'],
]);
