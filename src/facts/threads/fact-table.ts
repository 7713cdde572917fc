/**
 * What became of each file of a large reading, and where its facts lie: a table with a row a file, because a tree may have
 * hundreds of thousands of them.
 */

import type { SourceFile } from '../../git/snapshot.ts';
import type { FileFacts } from '../../types.ts';
import { decodeFacts } from '../cache/encode.ts';
import { type BlobState, type ReadAs, STATES } from '../cache/segment-index.ts';
import { type SegmentKind, type Segments, type SegmentWriter, shouldJoin } from '../cache/segments.ts';
import { NO_FACTS } from '../source.ts';
import { type BatchFacts, OUTCOME } from './batch.ts';
import { type Sought, type Way, wayOf } from './way.ts';

export interface ReadManyRequest {
  /** A folder of the work tree; for files on disk its top. */
  readonly cwd: string;
  readonly from: 'disk' | 'blobs';
  readonly files: readonly SourceFile[];
  /** Whether a file is to be read; of others only what stands there is told (on disk). */
  readonly covers: (file: SourceFile) => boolean;
  readonly sought: Sought;
  /** Whether ids of files on disk are wanted even where nothing else needs them. */
  readonly wantsIds: boolean;
  readonly progress?: ((done: number, of: number) => void) | undefined;
}

/** What became of a file. `plain`: not to be read. */
export type FileOutcome = BlobState | 'skipped' | 'unreadable' | 'plain' | 'gone' | 'foreign';

export interface ManyFacts {
  outcome(file: number): FileOutcome;
  /** The kind of what was skipped, or why a file is unreadable or foreign. */
  reason(file: number): string;
  /** Facts of a file in state `facts`; null when the cache was damaged since, and the file must be read again. */
  facts(file: number): FileFacts | null;
  /** Blob id in hexadecimal, where it is known. */
  id(file: number): string | null;
  /** Keeps what is new, if there is enough of it, and forgets the rest. Facts cannot be asked for any more. */
  end(): void;
}

/** A segment is written for so many new blobs. */
const WORTH_KEEPING = 200;

/** Where the facts of a file lie; 0 is nowhere. */
const IN_RECORD = 1;
const WRITTEN = 2;
const IN_MEMORY = 3;

/** Rows are numbers of files of the request. */
export interface FactTable {
  readonly request: ReadManyRequest;
  readonly kind: SegmentKind;
  /** Facts that were kept. */
  readonly segments: Segments;
  readonly way: Way;
  /** One of OUTCOME, or the place of a state in STATES. */
  readonly outcomes: Uint8Array;
  readonly source: Uint8Array;
  readonly place: Float64Array;
  readonly length: Int32Array;
  /** Blob ids, one after the other; null where the files have them. */
  readonly ids: Buffer | null;
  readonly memory: Buffer[];
  readonly reasons: Map<number, string>;
  /** A file with the same blob, read in the same way, to be scanned as surely, that is read in this file's place. */
  readonly same: Map<number, number>;
  /** The segment that is being written; null when nothing can be, or it has its name. */
  writer: SegmentWriter | null;
  /** Bytes and blobs in it. */
  written: number;
  added: number;
}

/** @param writer where facts go that are not kept yet; null leaves them in memory */
export function newFactTable(
  request: ReadManyRequest,
  kind: SegmentKind,
  segments: Segments,
  writer: SegmentWriter | null,
): FactTable {
  const count = request.files.length;
  return {
    ...{ request, kind, segments, writer, way: wayOf(request.sought) },
    outcomes: new Uint8Array(count).fill(OUTCOME.plain),
    source: new Uint8Array(count),
    place: new Float64Array(count),
    length: new Int32Array(count),
    ids: request.from === 'disk' ? Buffer.alloc(count * kind.idLength) : null,
    ...{ memory: [], reasons: new Map(), same: new Map(), written: 0, added: 0 },
  };
}

/** Takes in what is kept already. @returns files that must be read: one for each blob, way to read it, and need to be scanned */
export function pendingIn(table: FactTable): number[] {
  const { request, segments, way, same } = table;
  const { files, from, covers } = request;
  if (from === 'disk') return [...files.keys()];
  const wanted: number[] = [];
  const first = new Map<string, number>();
  for (const [at, file] of files.entries()) {
    const as = covers(file) ? way.readAs(file.path) : null;
    if (as === null) continue;
    const mayBeUnscanned = way.mayBeUnscanned(file.path);
    const record = segments.find(idOf(table, at), as, mayBeUnscanned);
    if (record >= 0) {
      setRecord(table, at, record);
      continue;
    }
    const blob = `${file.id} ${as} ${mayBeUnscanned}`;
    const other = first.get(blob);
    if (other === undefined) {
      first.set(blob, at);
      wanted.push(at);
    } else same.set(at, other);
  }
  return wanted;
}

/** Takes in what a batch gave, whose entries are the files of these numbers. */
export function takeBatch(table: FactTable, batch: readonly number[], found: BatchFacts): void {
  const { ids, kind, outcomes, reasons } = table;
  for (const [at, file] of batch.entries()) {
    const outcome = found.outcome[at] ?? OUTCOME.gone;
    if (ids !== null && found.ids !== null)
      ids.set(found.ids.subarray(at * kind.idLength, (at + 1) * kind.idLength), file * kind.idLength);
    if (outcome === OUTCOME.known) {
      setRecord(table, file, found.place[at] ?? 0);
      continue;
    }
    outcomes[file] = outcome;
    const state = STATES[outcome];
    if (state !== undefined)
      keepText(table, file, state, Buffer.from(found.text.buffer, found.place[at], found.length[at]));
  }
  for (const [at, reason] of found.reasons) reasons.set(batch[at] ?? -1, reason);
}

/** The table as others see it. */
export function readable(table: FactTable): ManyFacts {
  const { request, outcomes, reasons, same } = table;
  const original = (file: number): number => same.get(file) ?? file;
  return {
    outcome(file) {
      const outcome = outcomes[original(file)] ?? OUTCOME.gone;
      return STATES[outcome] ?? OUTCOMES.get(outcome) ?? 'gone';
    },
    reason: (file) => reasons.get(original(file)) ?? '',
    facts(file) {
      const at = original(file);
      if (STATES[outcomes[at] ?? 0] !== 'facts') return NO_FACTS;
      const text = textOf(table, at);
      return text === null ? null : decodeFacts(text.toString('utf8'));
    },
    id(file) {
      const id = request.files[file]?.id ?? Buffer.from(idOf(table, file)).toString('hex');
      return /^0*$/.test(id) ? null : id;
    },
    end: () => endWriting(table),
  };
}

const OUTCOMES: ReadonlyMap<number, FileOutcome> = new Map<number, FileOutcome>([
  [OUTCOME.skipped, 'skipped'],
  [OUTCOME.unreadable, 'unreadable'],
  [OUTCOME.plain, 'plain'],
  [OUTCOME.gone, 'gone'],
  [OUTCOME.foreign, 'foreign'],
]);

// -------------------------------------------------------------------------------------------------------------- rows

function readAsAt({ request, way }: FactTable, file: number): ReadAs | null {
  return way.readAs(request.files[file]?.path ?? '');
}

function idOf({ request, ids, kind }: FactTable, file: number): Uint8Array {
  if (ids === null) return Buffer.from(request.files[file]?.id ?? '', 'hex');
  return ids.subarray(file * kind.idLength, (file + 1) * kind.idLength);
}

function setRecord({ outcomes, source, place, segments }: FactTable, file: number, record: number): void {
  outcomes[file] = STATES.indexOf(segments.state(record));
  source[file] = IN_RECORD;
  place[file] = record;
}

function keepText(table: FactTable, file: number, state: BlobState, text: Buffer): void {
  const { writer, source, place, length, memory } = table;
  const as = readAsAt(table, file);
  const id = idOf(table, file);
  if (writer !== null && as !== null && id.some((byte) => byte !== 0)) {
    writer.add(id, as, state, text);
    source[file] = WRITTEN;
    place[file] = table.written;
    table.written += text.length;
    table.added++;
  } else if (state === 'facts') {
    source[file] = IN_MEMORY;
    place[file] = memory.push(text) - 1;
  }
  length[file] = text.length;
}

function textOf({ source, place, length, segments, writer, memory }: FactTable, file: number): Buffer | null {
  const at = place[file] ?? 0;
  if (source[file] === IN_RECORD) return segments.bytes(at);
  if (source[file] === WRITTEN) return writer?.read(at, length[file] ?? 0) ?? null;
  return source[file] === IN_MEMORY ? (memory[at] ?? null) : null;
}

// ----------------------------------------------------------------------------------------------------------- the end

function endWriting(table: FactTable): void {
  const { writer, segments } = table;
  if (writer === null) return;
  if (table.added < WORTH_KEEPING) writer.abandon();
  else writer.commit(shouldJoin(segments) ? carryOver(table, writer) : []);
  table.writer = null;
}

/** Copies what this run has used of the old segments, which the new one replaces. */
function carryOver(table: FactTable, into: SegmentWriter): readonly string[] {
  const { source, outcomes, place, segments } = table;
  for (const [file, from] of source.entries()) {
    const as = from === IN_RECORD ? readAsAt(table, file) : null;
    if (as === null) continue;
    const state = STATES[outcomes[file] ?? 0] ?? 'unscanned';
    const text = state === 'facts' ? segments.bytes(place[file] ?? 0) : Buffer.alloc(0);
    if (text !== null) into.add(idOf(table, file), as, state, text);
  }
  return segments.names;
}
